// OpenSSL 3 for Swift: its headers, and one typed function for each macro the importer cannot see. Nothing else.
#ifndef CLEARINGHOUSE_COPENSSL_SHIM_H
#define CLEARINGHOUSE_COPENSSL_SHIM_H

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

// BIO_get_mem_data is a macro over BIO_ctrl with a char ** hidden behind a void *.
static inline long copenssl_bio_memory(BIO *bio, const unsigned char **bytes) {
    char *data = NULL;
    long length = BIO_get_mem_data(bio, &data);
    *bytes = (const unsigned char *)data;
    return length;
}

// XN_FLAG_RFC2253 is a macro of several casts and ors; without the escaping of bytes above 127 the text is plain UTF-8.
static const unsigned long copenssl_name_flags = XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB;

// OPENSSL_free is a macro that adds the file and line of the caller.
static inline void copenssl_free(void *memory) { OPENSSL_free(memory); }

// The sk_X509_* family are macros over OPENSSL_sk_* that check the type of the element.
static inline STACK_OF(X509) *copenssl_certificates_new(void) { return sk_X509_new_null(); }
static inline int copenssl_certificates_count(const STACK_OF(X509) *stack) { return sk_X509_num(stack); }
static inline X509 *copenssl_certificates_at(const STACK_OF(X509) *stack, int index) {
    return sk_X509_value(stack, index);
}
// Adds one reference of its own, so that the caller keeps the one it has.
static inline int copenssl_certificates_add(STACK_OF(X509) *stack, X509 *certificate) {
    return X509_add_cert(stack, certificate, X509_ADD_FLAG_UP_REF);
}
static inline void copenssl_certificates_free(STACK_OF(X509) *stack) { sk_X509_pop_free(stack, X509_free); }
// Frees the stack alone: CMS_get0_signers lends its elements.
static inline void copenssl_certificates_free_borrowed(STACK_OF(X509) *stack) { sk_X509_free(stack); }

// The same for the other element types in use.
static inline int copenssl_revoked_count(const STACK_OF(X509_REVOKED) *stack) { return sk_X509_REVOKED_num(stack); }
static inline X509_REVOKED *copenssl_revoked_at(const STACK_OF(X509_REVOKED) *stack, int index) {
    return sk_X509_REVOKED_value(stack, index);
}
static inline int copenssl_signers_count(const STACK_OF(CMS_SignerInfo) *stack) {
    return sk_CMS_SignerInfo_num(stack);
}
static inline CMS_SignerInfo *copenssl_signers_at(const STACK_OF(CMS_SignerInfo) *stack, int index) {
    return sk_CMS_SignerInfo_value(stack, index);
}
static inline int copenssl_names_count(const STACK_OF(GENERAL_NAME) *stack) { return sk_GENERAL_NAME_num(stack); }
static inline GENERAL_NAME *copenssl_names_at(const STACK_OF(GENERAL_NAME) *stack, int index) {
    return sk_GENERAL_NAME_value(stack, index);
}

// X509V3_set_ctx_nodb is a macro; without it X509V3_EXT_conf_nid would look into a configuration that is not there.
static inline void copenssl_extension_context(X509V3_CTX *context, X509 *issuer, X509 *subject, X509_CRL *crl) {
    X509V3_set_ctx(context, issuer, subject, NULL, crl, 0);
    X509V3_set_ctx_nodb(context);
}

#endif
