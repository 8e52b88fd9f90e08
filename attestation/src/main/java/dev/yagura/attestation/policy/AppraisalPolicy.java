package dev.yagura.attestation.policy;

import dev.yagura.attestation.Sha256;
import java.util.Collections;
import java.util.OptionalInt;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeSet;

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
 */
public record AppraisalPolicy(
        boolean allowSimulated,
        Set<Sha256> simulationKeys,
        Set<Sha256> mrenclave,
        Set<Sha256> mrsigner,
        OptionalInt prodId,
        int minSvn,
        boolean allowDebug,
        Set<Sha256> pinnedKeys) {

    /** Accepts nobody. */
    public static final AppraisalPolicy DENY_ALL =
            new AppraisalPolicy(
                    false, Set.of(), Set.of(), Set.of(), OptionalInt.empty(), 0, false, Set.of());

    /** Most entries of one set. */
    public static final int MAX_ENTRIES = 256;

    private static final int MAX_U16 = 0xffff;

    /** Checks ranges, copies and sorts the sets. */
    public AppraisalPolicy {
        simulationKeys = sorted("simulationKeys", simulationKeys);
        mrenclave = sorted("mrenclave", mrenclave);
        mrsigner = sorted("mrsigner", mrsigner);
        pinnedKeys = sorted("pinnedKeys", pinnedKeys);
        requireU16("minSvn", minSvn);
        prodId.ifPresent(id -> requireU16("prodId", id));
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
                keys);
    }

    private static SequencedSet<Sha256> sorted(String name, Set<Sha256> values) {
        if (values.size() > MAX_ENTRIES) {
            throw new IllegalArgumentException(
                    "appraisal policy: %s has %d entries, expected at most %d"
                            .formatted(name, values.size(), MAX_ENTRIES));
        }
        return Collections.unmodifiableSequencedSet(new TreeSet<>(values));
    }

    private static void requireU16(String name, int value) {
        if (value < 0 || value > MAX_U16) {
            throw new IllegalArgumentException(
                    "appraisal policy: %s is %d, expected 0..%d".formatted(name, value, MAX_U16));
        }
    }
}
