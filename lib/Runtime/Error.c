//===- Error.c - Errors in words ------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The switch names every value of the enumeration, so that the compiler warns
/// when one is missing. What begins with "malformed" names the field as
/// messages of gosym/Format do.
///
//===----------------------------------------------------------------------===//

#include "gosym-c/gosym.h"

const char *gosym_error_name(enum gosym_error error) {
  switch (error) {
  case GOSYM_OK:
    return "success";
  case GOSYM_END:
    return "end";
  case GOSYM_NOT_FOUND:
    return "not found";
  case GOSYM_NO_TABLE:
    return "no table";
  case GOSYM_BAD_HEADER:
    return "malformed header";
  case GOSYM_BAD_POINTER_SIZE:
    return "malformed pointer size";
  case GOSYM_BAD_TYPE:
    return "malformed type";
  case GOSYM_BAD_VALUE:
    return "malformed value";
  case GOSYM_BAD_GO_TYPE:
    return "malformed Go type";
  case GOSYM_BAD_NAME:
    return "malformed name";
  case GOSYM_BAD_PATH:
    return "malformed path";
  case GOSYM_BAD_ENTRY:
    return "malformed entry";
  case GOSYM_BAD_ORDER:
    return "text symbol out of order";
  case GOSYM_BAD_HISTORY:
    return "malformed history";
  case GOSYM_BAD_PART:
    return "malformed part";
  case GOSYM_BAD_DICTIONARY:
    return "malformed dictionary";
  case GOSYM_BAD_SYMBOL:
    return "malformed symbol";
  case GOSYM_BAD_UNIT:
    return "malformed unit";
  case GOSYM_BAD_FRAME:
    return "malformed frame";
  case GOSYM_BAD_LINES:
    return "malformed line step";
  case GOSYM_BAD_INDEX:
    return "malformed index";
  case GOSYM_NOT_INDEXABLE:
    return "table cannot have an index";
  case GOSYM_TOO_SMALL:
    return "memory too small";
  case GOSYM_BAD_NOTE:
    return "malformed note";
  }
  return "unknown error";
}
