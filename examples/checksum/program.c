// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Verifies itself before it does anything else: .text and .rodata in memory
// against the checksums that the linker made of them. Where the two sections
// begin and end bounds.ld says.
#include "digest.h"
#include <stdio.h>
#include <string.h>

extern const uint32_t image_crc32;
extern const uint8_t image_sha256[sha256_size];
extern const uint8_t image_text_start[], image_text_end[];
extern const uint8_t image_rodata_start[], image_rodata_end[];

const char greeting[] = "the image is as it was linked";

// Never called: a byte of it may be changed without any other effect.
__attribute__((used)) int spare(int x) { return x * 3 + 1; }

static int verify(void) {
  size_t text_size = image_text_end - image_text_start;
  size_t rodata_size = image_rodata_end - image_rodata_start;
  int wrong = 0;

  uint32_t crc = crc32(0, image_text_start, text_size);
  crc = crc32(crc, image_rodata_start, rodata_size);
  if (crc != image_crc32) {
    puts("crc32 differs");
    wrong = 1;
  }

  struct sha256 hash;
  uint8_t digest[sha256_size];
  sha256_begin(&hash);
  sha256_add(&hash, image_text_start, text_size);
  sha256_add(&hash, image_rodata_start, rodata_size);
  sha256_end(&hash, digest);
  if (memcmp(digest, image_sha256, sha256_size)) {
    puts("sha256 differs");
    wrong = 1;
  }
  return wrong;
}

int main(void) {
  if (verify())
    return 1;
  puts(greeting);
  return 0;
}
