/**
 * The little of CBOR (RFC 8949) that RA-TLS evidence needs: tags, arrays, maps, byte and text
 * strings, unsigned numbers; definite lengths and shortest encodings only.
 *
 * <p>Internal to the module. Floats, negative numbers and indefinite lengths are refused.
 */
@NullMarked
package dev.yagura.attestation.cbor;

import org.jspecify.annotations.NullMarked;
