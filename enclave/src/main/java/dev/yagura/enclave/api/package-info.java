/**
 * The enclave's API to the tenant: HTTPS and JSON, both ends of it.
 *
 * <p>Described in {@code docs/openapi.yaml}. The server's certificate carries the enclave's
 * evidence; the client's certificate says who the tenant is. Answers of many rows are JSON lines
 * that close with an end line, so that an answer cut short is noticed.
 */
@NullMarked
package dev.yagura.enclave.api;

import org.jspecify.annotations.NullMarked;
