#include "CPhoneNumber.h"

#include <cstring>
#include <phonenumbers/phonenumberutil.h>
#include <string>

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

extern "C" bool phone_number_normalise(const char *text, const char *region, char *e164, size_t capacity) {
    PhoneNumberUtil *const numbers = PhoneNumberUtil::GetInstance();
    PhoneNumber number;
    if (numbers->Parse(text, region, &number) != PhoneNumberUtil::NO_PARSING_ERROR) return false;
    // Possible, not valid: tables of valid numbers age, and a real customer must not be turned away.
    if (!numbers->IsPossibleNumber(number)) return false;
    std::string formatted;
    numbers->Format(number, PhoneNumberUtil::E164, &formatted);
    if (formatted.size() + 1 > capacity) return false;
    std::memcpy(e164, formatted.c_str(), formatted.size() + 1);
    return true;
}
