/**
 * Where a verifier takes collateral from: what Intel publishes about platforms and what a quote is
 * judged with. From a folder, from a cache of Intel's or a PCCS's responses, or carried along with
 * the quote; never from the network.
 *
 * <p>Nothing is believed here: signatures, chains and times are the verifier's part.
 */
@NullMarked
package dev.yagura.attestation.dcap.collateral;

import org.jspecify.annotations.NullMarked;
