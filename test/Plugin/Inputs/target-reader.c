/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The C reader from its own sources, in one piece: targets.py compiles it for
 * each target, where the build has it for one.
 */
#include "../../../lib/Runtime/CompactCodes.c"
#include "../../../lib/Runtime/CompactLines.c"
#include "../../../lib/Runtime/CompactNames.c"
/* A name that two of the files have, each for itself. */
#define readHeader readHeaderOfCompactTable
#include "../../../lib/Runtime/CompactOpen.c"
#undef readHeader
#include "../../../lib/Runtime/CompactSymbols.c"
#include "../../../lib/Runtime/Entry.c"
#include "../../../lib/Runtime/Error.c"
#include "../../../lib/Runtime/Function.c"
#include "../../../lib/Runtime/Index.c"
#include "../../../lib/Runtime/Locate.c"
/* Another one. */
#define oldTypeMark oldTypeMarkOfOpen
#include "../../../lib/Runtime/Open.c"
#include "../../../lib/Runtime/Self.c"
