/// \file report_html.h
/// Internal to the program: the constant parts of the HTML report.

#ifndef ARROWBRIDGE_CONFORMANCE_REPORT_HTML_H
#define ARROWBRIDGE_CONFORMANCE_REPORT_HTML_H

/// The style sheet, line by line; the last is NULL.
extern const char* const kKitStyle[];

/// The script that copies commands, and its SHA-256 in base64: the page allows no other script.
/// program_test.py compares them.
extern const char kKitScript[];
extern const char kKitScriptHash[];

#endif  // ARROWBRIDGE_CONFORMANCE_REPORT_HTML_H
