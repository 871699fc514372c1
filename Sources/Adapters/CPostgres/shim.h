// libpq imports into Swift as it is; this header only finds it: Debian keeps it in a folder of its own.
#pragma once

#if __has_include(<postgresql/libpq-fe.h>)
#include <postgresql/libpq-fe.h>
#else
#include <libpq-fe.h>
#endif

// Swift does not import macros that stand for a character: the fields of an error report, for PQresultErrorField.
static const int PostgresFieldState = PG_DIAG_SQLSTATE;
static const int PostgresFieldMessage = PG_DIAG_MESSAGE_PRIMARY;
static const int PostgresFieldDetail = PG_DIAG_MESSAGE_DETAIL;
static const int PostgresFieldConstraint = PG_DIAG_CONSTRAINT_NAME;
static const int PostgresFieldTable = PG_DIAG_TABLE_NAME;
static const int PostgresFieldColumn = PG_DIAG_COLUMN_NAME;
static const int PostgresFieldRoutine = PG_DIAG_SOURCE_FUNCTION;
static const int PostgresFieldSeverity = PG_DIAG_SEVERITY_NONLOCALIZED;
