// libxml2 for Swift. The functions of its push parser and its text writer import as they are; what does not is the
// table of parser callbacks, whose own error callbacks take variable arguments, so one function here fills it.
// Nothing else belongs in this file.
#ifndef CLEARINGHOUSE_CXML_SHIM_H
#define CLEARINGHOUSE_CXML_SHIM_H

// Debian's libxml2 draws ICU's headers in, which collide with the copy of ICU that Foundation brings. They are used only for
// two pointers at the end of xmlCharEncodingHandler, a structure that nobody here looks into.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlwriter.h>
#include <string.h>

typedef void (*cxml_structured_error)(void *data, xmlErrorPtr error);

// A SAX2 table (sax->initialized is the unsigned XML_SAX2_MAGIC) with exactly these callbacks. Entities, notations and
// attribute declarations have none: what a document type could declare reaches nobody, and no tree is built.
static inline void cxml_fill_handler(
    xmlSAXHandler *handler, internalSubsetSAXFunc document_type, startElementNsSAX2Func start,
    endElementNsSAX2Func end, charactersSAXFunc characters, cxml_structured_error error
) {
    memset(handler, 0, sizeof *handler);
    handler->initialized = XML_SAX2_MAGIC;
    handler->internalSubset = document_type;
    handler->startElementNs = start;
    handler->endElementNs = end;
    handler->characters = characters;
    handler->ignorableWhitespace = characters;
    handler->cdataBlock = characters;
    handler->serror = error;
}

// The line the parser stands at; from 1. Zero when no input is open any more.
static inline int cxml_line(xmlParserCtxtPtr context) {
    return context->input == NULL ? 0 : context->input->line;
}

#endif
