/**
 * DCAP quotes as bytes: SGX quotes of version 3 (Intel, "SGX ECDSA Quote Library Reference",
 * appendix A), SGX and TDX quotes of versions 4 and 5 (Intel, "TDX DCAP Quoting Library API",
 * appendix A).
 *
 * <p>Nothing is verified here. Only quotes signed with ECDSA P-256 by an Intel quoting enclave and
 * with the platform's certificate chain inside are read; everything else is refused by name. What
 * follows the signature data is ignored: attesters hand out quotes in buffers of fixed size.
 *
 * <p>Internal to the module.
 */
@NullMarked
package dev.yagura.attestation.dcap.quote;

import org.jspecify.annotations.NullMarked;
