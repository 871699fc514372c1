// libsodium imports into Swift as it is; this header only finds it.
#pragma once

#include <sodium.h>
