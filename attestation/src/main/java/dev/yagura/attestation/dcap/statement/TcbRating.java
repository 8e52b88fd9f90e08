package dev.yagura.attestation.dcap.statement;

import dev.yagura.attestation.dcap.json.JsonObject;
import dev.yagura.attestation.dcap.tcb.TcbStatus;
import dev.yagura.bytes.MalformedStructureException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What Intel says about one patch level.
 *
 * @param status how good it is
 * @param date the day of the weaknesses up to which it is rated
 * @param advisories numbers of Intel's security advisories that concern it
 */
record TcbRating(TcbStatus status, Instant date, List<String> advisories) {

    /** More than any level has had. */
    private static final int MAX_ADVISORIES = 256;

    /** What a level of a platform may be; a relaunch is concluded, never stated. */
    static final Set<TcbStatus> PLATFORM =
            EnumSet.of(
                    TcbStatus.UP_TO_DATE,
                    TcbStatus.SW_HARDENING_NEEDED,
                    TcbStatus.CONFIGURATION_NEEDED,
                    TcbStatus.CONFIGURATION_AND_SW_HARDENING_NEEDED,
                    TcbStatus.OUT_OF_DATE,
                    TcbStatus.OUT_OF_DATE_CONFIGURATION_NEEDED,
                    TcbStatus.REVOKED);

    /** What a level of a quoting enclave or TDX module may be. */
    static final Set<TcbStatus> PART =
            EnumSet.of(TcbStatus.UP_TO_DATE, TcbStatus.OUT_OF_DATE, TcbStatus.REVOKED);

    TcbRating {
        advisories = List.copyOf(advisories);
    }

    /** Reads the rating in an item of {@code tcbLevels}; a status that is not known is refused. */
    static TcbRating parse(JsonObject level, Set<TcbStatus> possible)
            throws MalformedStructureException {
        return new TcbRating(
                level.convert(
                        "tcbStatus",
                        text -> TcbStatus.ofLabel(text).filter(possible::contains),
                        "one of " + possible.stream().map(TcbStatus::label).toList()),
                level.instant("tcbDate"),
                level.texts("advisoryIDs", MAX_ADVISORIES));
    }

    /** Returns the first rating whose security version is reached, in the order of the text. */
    static Optional<TcbRating> ofSvn(List<SvnLevel> levels, int svn) {
        return levels.stream()
                .filter(level -> svn >= level.svn())
                .map(SvnLevel::rating)
                .findFirst();
    }

    /**
     * A level of a part that has one security version.
     *
     * @param svn the lowest that is on this level
     * @param rating of the level
     */
    record SvnLevel(int svn, TcbRating rating) {
        private static final int MAX_U16 = 0xffff;

        static SvnLevel parse(JsonObject level) throws MalformedStructureException {
            return new SvnLevel(
                    level.object("tcb").number("isvsvn", MAX_U16), TcbRating.parse(level, PART));
        }
    }
}
