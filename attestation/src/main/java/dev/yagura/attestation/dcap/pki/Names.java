package dev.yagura.attestation.dcap.pki;

import javax.security.auth.x500.X500Principal;

/** Distinguished names of Intel's profile. */
final class Names {

    static final X500Principal ROOT_CA = of("Intel SGX Root CA");
    static final X500Principal PLATFORM_CA = of("Intel SGX PCK Platform CA");
    static final X500Principal PROCESSOR_CA = of("Intel SGX PCK Processor CA");
    static final X500Principal PCK_CERTIFICATE = of("Intel SGX PCK Certificate");
    static final X500Principal TCB_SIGNING = of("Intel SGX TCB Signing");

    private Names() {}

    private static X500Principal of(String commonName) {
        // RFC 2253 writes the last part first; in the certificates the common name comes first.
        return new X500Principal(
                "C=US, ST=CA, L=Santa Clara, O=Intel Corporation, CN=" + commonName);
    }
}
