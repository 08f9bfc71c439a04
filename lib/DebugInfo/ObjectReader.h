//===- ObjectReader.h - All of an object's debug information ----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_DEBUGINFO_OBJECTREADER_H
#define GOSYM_LIB_DEBUGINFO_OBJECTREADER_H

#include "DebugFrames.h"
#include "DebugLines.h"

namespace gosym {

/// What is to be read of an object.
struct ObjectQuestions {
  /// Which code is wanted. With frames alone it may be null, for all.
  WantedCode code;
  bool lines = false;
  /// Only with lines.
  bool inlines = false;
  /// Whose frames are wanted; null: none.
  WantedFunction frames;
};

struct ObjectAnswers {
  ObjectLines lines;
  ObjectFrames frames;
};

/// Reads the object whose file has the bytes \p object, whatever they hold.
/// Names may be bytes of the object. \p program is memory that is good for one
/// object after the other. Thread-safe, with a program for each thread.
ObjectAnswers readObject(llvm::ArrayRef<uint8_t> object,
                         const ObjectQuestions &questions,
                         LineProgram &program);

} // namespace gosym

#endif
