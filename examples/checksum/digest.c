// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "digest.h"

uint32_t crc32(uint32_t crc, const uint8_t *bytes, size_t size) {
  const uint32_t polynomial = 0xedb88320; // bits reversed
  crc = ~crc;
  for (size_t i = 0; i != size; ++i) {
    crc ^= bytes[i];
    for (int bit = 0; bit != 8; ++bit)
      crc = crc >> 1 ^ (crc & 1 ? polynomial : 0);
  }
  return ~crc;
}

static uint32_t rotate(uint32_t x, int n) { return x >> n | x << (32 - n); }

// Fractional parts of the cube roots of the first 64 primes.
static const uint32_t roots[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
    0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
    0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
    0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static void compress(struct sha256 *hash) {
  uint32_t w[64];
  for (int i = 0; i != 16; ++i)
    w[i] = (uint32_t)hash->block[4 * i] << 24 | hash->block[4 * i + 1] << 16 |
           hash->block[4 * i + 2] << 8 | hash->block[4 * i + 3];
  for (int i = 16; i != 64; ++i) {
    uint32_t x = w[i - 15], y = w[i - 2];
    w[i] = w[i - 16] + (rotate(x, 7) ^ rotate(x, 18) ^ x >> 3) + w[i - 7] +
           (rotate(y, 17) ^ rotate(y, 19) ^ y >> 10);
  }
  uint32_t s[8];
  for (int i = 0; i != 8; ++i)
    s[i] = hash->state[i];
  for (int i = 0; i != 64; ++i) {
    uint32_t e = s[4], a = s[0];
    uint32_t t1 = s[7] + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) +
                  ((e & s[5]) ^ (~e & s[6])) + roots[i] + w[i];
    uint32_t t2 = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) +
                  ((a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]));
    for (int j = 7; j != 0; --j)
      s[j] = s[j - 1];
    s[4] += t1;
    s[0] = t1 + t2;
  }
  for (int i = 0; i != 8; ++i)
    hash->state[i] += s[i];
}

void sha256_begin(struct sha256 *hash) {
  // Fractional parts of the square roots of the first 8 primes.
  static const uint32_t start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372,
                                    0xa54ff53a, 0x510e527f, 0x9b05688c,
                                    0x1f83d9ab, 0x5be0cd19};
  for (int i = 0; i != 8; ++i)
    hash->state[i] = start[i];
  hash->length = 0;
}

void sha256_add(struct sha256 *hash, const uint8_t *bytes, size_t size) {
  for (size_t i = 0; i != size; ++i) {
    hash->block[hash->length++ % sha256_block] = bytes[i];
    if (hash->length % sha256_block == 0)
      compress(hash);
  }
}

void sha256_end(struct sha256 *hash, uint8_t digest[sha256_size]) {
  static const uint8_t one = 0x80, zero = 0;
  uint64_t bits = hash->length * 8;
  sha256_add(hash, &one, 1);
  while (hash->length % sha256_block != sha256_block - sizeof bits)
    sha256_add(hash, &zero, 1);
  for (int shift = 56; shift >= 0; shift -= 8) {
    uint8_t byte = bits >> shift;
    sha256_add(hash, &byte, 1);
  }
  for (int i = 0; i != sha256_size; ++i)
    digest[i] = hash->state[i / 4] >> (24 - 8 * (i % 4));
}
