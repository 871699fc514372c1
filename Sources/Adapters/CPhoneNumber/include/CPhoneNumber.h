#ifndef CPHONENUMBER_H
#define CPHONENUMBER_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Normalises a telephone number in any usual form to E.164 (libphonenumber).
///
/// `text` and `region` are zero-ended; `region` is an ISO 3166-1 code for national forms.
/// Writes at most `capacity` bytes with the ending zero to `e164`, and answers whether the number is possible.
bool phone_number_normalise(const char *text, const char *region, char *e164, size_t capacity);

#ifdef __cplusplus
}
#endif

#endif
