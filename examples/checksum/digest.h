/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * CRC-32 (zlib's) and SHA-256 (FIPS 180-4), small rather than quick, without
 * libc: what a boot loader or a program at its start can afford.
 */
#ifndef DIGEST_H
#define DIGEST_H

#include <stddef.h>
#include <stdint.h>

/* Continues crc, which begins with 0. */
uint32_t crc32(uint32_t crc, const uint8_t *bytes, size_t size);

enum { sha256_size = 32, sha256_block = 64 };

struct sha256 {
  uint32_t state[8];
  uint64_t length;
  uint8_t block[sha256_block];
};

void sha256_begin(struct sha256 *hash);
void sha256_add(struct sha256 *hash, const uint8_t *bytes, size_t size);
void sha256_end(struct sha256 *hash, uint8_t digest[sha256_size]);

#endif
