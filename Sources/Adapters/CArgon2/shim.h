// libargon2 imports into Swift as it is; this header only finds it.
#pragma once

#include <argon2.h>

// Swift does not see through the enumeration's two names: the variant that resists both side channels and trade-offs.
static const argon2_type Argon2Variant = Argon2_id;
