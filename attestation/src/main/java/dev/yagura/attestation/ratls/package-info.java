/**
 * TLS identities that carry evidence (RA-TLS), and the TLS 1.3 settings that appraise them.
 *
 * <p>Certificates follow the Confidential Computing Consortium's "Interoperable RA-TLS X.509 Cert
 * and Evidence Formats": TCG DICE tagged evidence, OID 2.23.133.5.4.9. Gramine's older extension is
 * read too. Not read: the endorsements extension. There is no certificate authority anywhere.
 */
@NullMarked
package dev.yagura.attestation.ratls;

import org.jspecify.annotations.NullMarked;
