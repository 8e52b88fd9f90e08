package dev.yagura.attestation.policy;

import static java.util.Objects.requireNonNull;

import dev.yagura.attestation.Sha256;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a relying party demands of a peer's evidence, or which keys it accepts without any.
 *
 * <p>Evidence is accepted when it is genuine (or simulated, and {@code allowSimulated}) and meets
 * every condition. A condition with an empty set is not checked, but at least one of {@code
 * mrenclave} and {@code mrsigner} must be given: a policy that names no program accepts none.
 *
 * @param allowSimulated whether evidence without hardware behind it may be accepted
 * @param simulationKeys keys that may sign simulated evidence; empty for any
 * @param mrenclave accepted measurements; empty if the signer decides
 * @param mrsigner accepted signers; empty if the measurement decides
 * @param prodId required product id, 0..65535; must be given if {@code mrsigner} decides alone,
 *     because one signer signs many programs
 * @param minSvn lowest accepted security version, 0..65535
 * @param allowDebug whether the host may be able to look inside the enclave
 * @param pinnedKeys SHA-256 of the {@code SubjectPublicKeyInfo} of peers accepted without evidence,
 *     such as an agent or {@code nbdcopy}
 * @param quotes what SGX and TDX quotes must meet beside this; {@code mrenclave}, {@code mrsigner},
 *     {@code prodId} and {@code minSvn} are about enclaves, and {@code quotes} names trust domains
 */
public record AppraisalPolicy(
        boolean allowSimulated,
        Set<Sha256> simulationKeys,
        Set<Sha256> mrenclave,
        Set<Sha256> mrsigner,
        OptionalInt prodId,
        int minSvn,
        boolean allowDebug,
        Set<Sha256> pinnedKeys,
        QuoteDemands quotes) {

    /** Accepts nobody. */
    public static final AppraisalPolicy DENY_ALL =
            new AppraisalPolicy(
                    false, Set.of(), Set.of(), Set.of(), OptionalInt.empty(), 0, false, Set.of());

    /** Most entries of one set. */
    public static final int MAX_ENTRIES = PolicyValues.MAX_ENTRIES;

    /** Returns a policy with the strictest demands of quotes. */
    public AppraisalPolicy(
            boolean allowSimulated,
            Set<Sha256> simulationKeys,
            Set<Sha256> mrenclave,
            Set<Sha256> mrsigner,
            OptionalInt prodId,
            int minSvn,
            boolean allowDebug,
            Set<Sha256> pinnedKeys) {
        this(
                allowSimulated,
                simulationKeys,
                mrenclave,
                mrsigner,
                prodId,
                minSvn,
                allowDebug,
                pinnedKeys,
                QuoteDemands.STRICT);
    }

    /** Checks ranges, copies and sorts the sets. */
    public AppraisalPolicy {
        requireNonNull(quotes, "quotes");
        simulationKeys = PolicyValues.sorted("simulationKeys", simulationKeys);
        mrenclave = PolicyValues.sorted("mrenclave", mrenclave);
        mrsigner = PolicyValues.sorted("mrsigner", mrsigner);
        pinnedKeys = PolicyValues.sorted("pinnedKeys", pinnedKeys);
        PolicyValues.requireU16("minSvn", minSvn);
        prodId.ifPresent(id -> PolicyValues.requireU16("prodId", id));
        if (!mrsigner.isEmpty() && mrenclave.isEmpty() && prodId.isEmpty()) {
            throw new IllegalArgumentException(
                    "appraisal policy: prodId is absent, expected one beside mrsigner without"
                            + " mrenclave");
        }
        if (mrsigner.contains(Sha256.ZERO)) {
            throw new IllegalArgumentException(
                    "appraisal policy: mrsigner is zero, which stands for no signer");
        }
    }

    /** Returns a policy that accepts exactly these public keys, and no evidence. */
    public static AppraisalPolicy pinning(Sha256... keys) {
        return DENY_ALL.withPinnedKeys(Set.of(keys));
    }

    /** Returns a policy that accepts simulated evidence of exactly these programs. */
    public static AppraisalPolicy simulated(Sha256... mrenclave) {
        return new AppraisalPolicy(
                true,
                Set.of(),
                Set.of(mrenclave),
                Set.of(),
                OptionalInt.empty(),
                0,
                false,
                Set.of());
    }

    /** Returns this policy with other {@code pinnedKeys}. */
    public AppraisalPolicy withPinnedKeys(Set<Sha256> keys) {
        return new AppraisalPolicy(
                allowSimulated,
                simulationKeys,
                mrenclave,
                mrsigner,
                prodId,
                minSvn,
                allowDebug,
                keys,
                quotes);
    }
}
