// libcurl for Swift. Swift cannot call C functions with variable arguments, and `curl_easy_setopt` and
// `curl_easy_getinfo` are such functions, so each kind of argument they take has a typed function here.
// Nothing else belongs in this file.
#ifndef CLEARINGHOUSE_CCURL_SHIM_H
#define CLEARINGHOUSE_CCURL_SHIM_H

#include <curl/curl.h>
#include <malloc.h>

// CURLOPTTYPE_LONG and CURLOPTTYPE_VALUES: libcurl reads a C `long`, which is Swift's `Int` on 64-bit Linux.
static inline CURLcode ccurl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

// CURLOPTTYPE_OFF_T: sizes and speeds; reading a `long` there would be undefined on 32-bit machines.
static inline CURLcode ccurl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

// CURLOPTTYPE_STRINGPOINT: libcurl copies the text; NULL clears the option, its built-in default included.
static inline CURLcode ccurl_set_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

// CURLOPTTYPE_SLISTPOINT: libcurl keeps the pointer, so the list must outlive the transfer.
static inline CURLcode ccurl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

// CURLOPTTYPE_OBJECTPOINT and CURLOPTTYPE_CBPOINT: the pointer a callback is handed back.
static inline CURLcode ccurl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

// CURLOPT_ERRORBUFFER: libcurl writes into it during a transfer, so its type is not `const char *`.
static inline CURLcode ccurl_set_error_buffer(CURL *handle, char *buffer) {
    return curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, buffer);
}

// Callbacks are CURLOPTTYPE_FUNCTIONPOINT without a type of their own; each one gets its true prototype here, so
// that Swift checks the closure it passes.
static inline CURLcode ccurl_set_read_function(CURL *handle, curl_read_callback function) {
    return curl_easy_setopt(handle, CURLOPT_READFUNCTION, function);
}

static inline CURLcode ccurl_set_seek_function(CURL *handle, curl_seek_callback function) {
    return curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, function);
}

static inline CURLcode ccurl_set_write_function(CURL *handle, curl_write_callback function) {
    return curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, function);
}

static inline CURLcode ccurl_set_progress_function(CURL *handle, curl_xferinfo_callback function) {
    return curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, function);
}

// CURLINFO_LONG: response codes and error numbers.
static inline CURLcode ccurl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}

// CURLINFO_OFF_T: sizes, and times in microseconds.
static inline CURLcode ccurl_get_offset(CURL *handle, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(handle, info, value);
}

// CURL_GLOBAL_DEFAULT is a macro over other macros, which Swift does not import.
static inline CURLcode ccurl_global_start(void) {
    return curl_global_init(CURL_GLOBAL_DEFAULT);
}

// Contents of a megabyte and more go back to the system once they are freed (mallopt(3)): left to itself glibc raises the
// limit to 32 MiB as it sees such contents freed, and keeps them for later.
static inline void ccurl_return_large_contents(void) {
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
}

#endif
