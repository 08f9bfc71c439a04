// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Moves its code to memory that no file is mapped to, as programs do that want
// it in huge pages, and works there. Prints its process id and its lowest
// address.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/mman.h>
#include <unistd.h>

extern "C" char __executable_start, etext;

namespace store {
__attribute__((noinline)) int find(int rounds) {
  int sum = 0;
  for (int i = 0; i < rounds; ++i)
    asm volatile("" : "+r"(sum));
  return sum;
}
} // namespace store

int main(int, char **argv) {
  uintptr_t page = 4096, begin = uintptr_t(&store::find) / page * page;
  size_t size = (uintptr_t(&etext) - begin + page - 1) / page * page;
  void *copy = mmap(nullptr, size, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  memcpy(copy, (void *)begin, size);
  if (mprotect(copy, size, PROT_READ | PROT_EXEC) ||
      mremap(copy, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, (void *)begin) ==
          MAP_FAILED)
    return 1;
  // The kernel tells perf of code where protections change, not of what moved.
  if (mprotect((void *)begin, size, PROT_READ | PROT_WRITE | PROT_EXEC))
    return 1;
  printf("%d %p\n", getpid(), (void *)&__executable_start);
  return store::find(atoi(argv[1]));
}
