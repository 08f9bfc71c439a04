//===- LateStage.cpp ------------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// lld has no callback after its last section is written. But it writes into an
// output buffer, an object with virtual functions, whose commit() is the next
// thing it calls. So while sections are written, a buffer of ours takes the
// place of lld's and passes everything on, and before commit() runs the late
// generators. A buffer that is not committed leaves no file: that is what an
// error does. It serves a mapped file, a plain one, stdout and a raw image
// alike. For stdout some versions of lld read the buffer instead of committing
// it; there the first question for its bytes is that moment, for lld has taken
// their address before it writes.
//
// The build id is computed before commit(). To cover late contents it is taken
// over: lld is told to write a given id of the same size, all zero, and the
// hash of the whole file, the id being zero as in lld, is made here at the end,
// by lld's way: chunks of 1 MiB, in parallel, and a hash of their hashes. So an
// output in which nothing was written late has the id that lld gives it. A
// random or given id is left alone.
//
// Threads: interceptOutput() may run on a worker; lld's thread looks at the
// buffer next when all workers are done.
//
//===----------------------------------------------------------------------===//

#include "LateStage.h"
#include "../LateOrder.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FileOutputBuffer.h"
#include "llvm/Support/TimeProfiler.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;
using namespace llvm::ELF;
using namespace lld;
using namespace lld::elf;
using namespace gosym;
using namespace gosym::lldaccess;

static constexpr StringLiteral buildIdName = ".note.gnu.build-id";

namespace {

class InterceptedOutput final : public FileOutputBuffer {
public:
  InterceptedOutput(std::unique_ptr<FileOutputBuffer> output, LateStage &stage,
                    bool isReadInstead)
      : FileOutputBuffer(output->getPath()), output(std::move(output)),
        stage(stage), isReadInstead(isReadInstead) {}

  uint8_t *getBufferStart() const override {
    if (isReadInstead)
      finish();
    return output->getBufferStart();
  }
  uint8_t *getBufferEnd() const override {
    return getBufferStart() + getBufferSize();
  }
  /// A failed link leaves no output: nothing of it is read then.
  size_t getBufferSize() const override {
    return !isReadInstead || finish() ? output->getBufferSize() : 0;
  }
  void discard() override { output->discard(); }
  Error commit() override {
    if (finish())
      return output->commit();
    output->discard();
    return Error::success();
  }

private:
  /// Runs the late generators, once. Returns whether they did well.
  bool finish() const {
    if (!succeeded)
      succeeded =
          stage.run({output->getBufferStart(), output->getBufferSize()});
    return *succeeded;
  }

  std::unique_ptr<FileOutputBuffer> output;
  LateStage &stage;
  const bool isReadInstead;
  mutable std::optional<bool> succeeded;
};

/// The file, as far as one generator has declared that it reads it.
class DeclaredBytes final : public OutputBytes {
public:
  DeclaredBytes(Ctx &ctx, ArrayRef<std::string> declared,
                ArrayRef<uint8_t> file)
      : ctx(ctx), declared(declared), file(file) {}

  Expected<ArrayRef<uint8_t>> section(StringRef name) const override {
    if (!is_contained(declared, name))
      return createStringError("section '" + name +
                               "' was not declared, expected it in reads()");
    for (OutputSection *osec : ctx.outputSections) {
      if (osec->name != name)
        continue;
      if (osec->type == SHT_NOBITS)
        return createStringError("section '" + name +
                                 "' has no bytes in the file");
      return file.slice(osec->offset, osec->size);
    }
    return createStringError("section '" + name + "' is not in the output");
  }

private:
  Ctx &ctx;
  ArrayRef<std::string> declared;
  ArrayRef<uint8_t> file;
};

} // namespace

Error LateStage::plan(ArrayRef<GeneratedSection *> sections) {
  std::vector<LateNode> lateNodes;
  std::vector<std::string> others;
  for (GeneratedSection *s : sections) {
    // A raw image has no sections but the loaded ones.
    bool written =
        s->getParent() &&
        (s->symbol().kind != SectionKind::NotLoaded || !ctx.arg.oFormatBinary);
    if (!s->state().isLate()) {
      others.push_back(s->symbol().name);
      continue;
    }
    if (!written)
      continue;
    if (nodes.empty())
      takeBuildIdOver();
    LateNode node = s->askLate();
    if (buildId != BuildIdKind::None && is_contained(node.reads, buildIdName))
      return createStringError("generated symbol '" + node.symbol +
                               "' (generator " + node.generator +
                               ") reads section '" + buildIdName +
                               "', which is made from what it writes");
    lateNodes.push_back(std::move(node));
    nodes.push_back(s);
  }
  auto ordered = orderLateGenerators(lateNodes, others);
  if (!ordered)
    return ordered.takeError();
  levels = std::move(*ordered);
  return Error::success();
}

void LateStage::takeBuildIdOver() {
  BuildIdSection *section = buildIdSection(ctx);
  BuildIdKind kind = ctx.arg.buildId;
  if (!section || !section->getParent() ||
      (kind != BuildIdKind::Fast && kind != BuildIdKind::Md5 &&
       kind != BuildIdKind::Sha1))
    return;
  buildId = kind;
  ctx.arg.buildId = BuildIdKind::Hexstring;
  ctx.arg.buildIdVector.assign(section->hashSize, 0);
}

void LateStage::interceptOutput() {
  std::call_once(intercepted, [&] {
    ctx.e.outputBuffer = std::make_unique<InterceptedOutput>(
        std::move(ctx.e.outputBuffer), *this, isReadInsteadOfCommitted(ctx));
  });
}

Error LateStage::runOne(size_t node, MutableArrayRef<uint8_t> file) const {
  const GeneratedSection &section = *nodes[node];
  TimeTraceScope scope("Write late generated symbol", section.symbol().name);
  uint64_t offset = section.getParent()->offset + section.outSecOff;
  const Generated &generated = section.state();
  return generated.runLate(link,
                           DeclaredBytes(ctx, generated.declaredReads(), file),
                           file.slice(offset, generated.size()));
}

bool LateStage::run(MutableArrayRef<uint8_t> file) {
  bool ok = true;
  for (const std::vector<size_t> &level : levels) {
    std::vector<std::string> errors(level.size());
    link.parallelFor(level.size(), [&](size_t i) {
      if (Error e = runOne(level[i], file))
        errors[i] = toString(std::move(e));
    });
    for (const std::string &text : errors)
      if (!text.empty()) {
        Err(ctx) << text;
        ok = false;
      }
    if (!ok)
      return false;
  }
  makeBuildId(file);
  return true;
}

static void hashChunk(BuildIdKind kind, ArrayRef<uint8_t> bytes, uint8_t *out) {
  switch (kind) {
  case BuildIdKind::Fast:
    support::endian::write64le(out, xxh3_64bits(bytes));
    return;
  case BuildIdKind::Md5:
    llvm::copy(BLAKE3::hash<16>(bytes), out);
    return;
  case BuildIdKind::Sha1:
    llvm::copy(BLAKE3::hash<20>(bytes), out);
    return;
  case BuildIdKind::None:
  case BuildIdKind::Hexstring:
  case BuildIdKind::Uuid:
    break;
  }
  llvm_unreachable("not a hash of the contents");
}

void LateStage::makeBuildId(MutableArrayRef<uint8_t> file) const {
  if (buildId == BuildIdKind::None)
    return;
  TimeTraceScope scope("Make build id");
  constexpr size_t chunkSize = 1024 * 1024;
  size_t hashSize = buildIdSection(ctx)->hashSize;
  size_t numChunks = divideCeil(file.size(), chunkSize);
  std::vector<uint8_t> hashes(numChunks * hashSize);
  llvm::parallelFor(0, numChunks, [&](size_t i) {
    auto chunk = file.drop_front(i * chunkSize).take_front(chunkSize);
    hashChunk(buildId, chunk, hashes.data() + i * hashSize);
  });
  std::vector<uint8_t> id(hashSize);
  hashChunk(buildId, hashes, id.data());
  writeBuildId(ctx, id);
}
