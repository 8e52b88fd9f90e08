/**
 * What Intel states about patch levels, and how a platform is rated by it: TCB info of versions 2
 * and 3, and identities of quoting enclaves and TDX modules (Intel, "Provisioning Certification
 * Service API", version 4; the steps are those of Intel's "SGX and TDX DCAP Quote Verification
 * Library").
 *
 * <p>Signatures and times are checked elsewhere, and signatures before anything is read here.
 * Internal to the module.
 */
@NullMarked
package dev.yagura.attestation.dcap.statement;

import org.jspecify.annotations.NullMarked;
