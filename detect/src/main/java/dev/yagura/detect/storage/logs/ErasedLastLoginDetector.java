package dev.yagura.detect.storage.logs;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.detect.StorageContext;
import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.storage.accounts.Account;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds users who have logged in and whose last login is blank: z2 of chkrootkit. */
final class ErasedLastLoginDetector implements StorageDetector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.login.erased-last",
                    "last login of a user was blanked",
                    Severity.CRITICAL,
                    List.of("T1070.002"),
                    "The kind z2 of chkrootkit: users of whom wtmp has a login, and of whom lastlog says"
                            + " that they never logged in; by the guest's own list of users, not by"
                            + " that of the machine that scans. Told apart: a lastlog that nobody"
                            + " writes (it is empty, as on systems with lastlog2) says nothing. Looking"
                            + " alike: a login program that writes wtmp only; so the confidence is"
                            + " medium.",
                    "Look at the user's logins in wtmp and in the system's log.");

    /** {@code struct lastlog} of glibc on x86-64: a time, a terminal and a host. */
    private static final int RECORD_BYTES = 292;

    private static final int TIME_BYTES = 4;

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(StorageContext context) throws IOException {
        Optional<GuestFile> wtmp = context.find("/var/log/wtmp").filter(GuestFile::isRegular);
        Optional<GuestFile> lastlog = context.find("/var/log/lastlog").filter(GuestFile::isRegular);
        if (wtmp.isEmpty() || lastlog.isEmpty() || lastlog.get().attributes().sizeBytes() == 0) {
            context.lookedAt("users who have logged in", 0);
            return;
        }
        Map<String, LoginRecord> logins = new LinkedHashMap<>();
        for (LoginRecord record : LoginRecord.all(context.bytes(wtmp.get()).orElse(new byte[0]))) {
            if (record.type() == LoginRecord.USER_PROCESS && record.seconds() != 0) {
                logins.put(record.user(), record);
            }
        }
        List<Account> accounts = Account.all(context);
        long looked = 0;
        for (Account account : accounts) {
            LoginRecord login = logins.get(account.name());
            if (login != null) {
                looked++;
                judge(context, lastlog.get(), account, login);
            }
        }
        context.lookedAt("users who have logged in", looked);
    }

    private static void judge(
            StorageContext context, GuestFile lastlog, Account account, LoginRecord login)
            throws IOException {
        // A sparse file: a uid of 2^32 - 2 is at 1.2 TB of it.
        Optional<byte[]> record = context.at(lastlog, account.uid() * RECORD_BYTES, TIME_BYTES);
        long seconds =
                record.filter(bytes -> bytes.length == TIME_BYTES)
                        .map(bytes -> ByteBuffer.wrap(bytes).order(LITTLE_ENDIAN).getInt())
                        .map(Integer::toUnsignedLong)
                        .orElse(0L);
        if (record.isPresent() && seconds == 0) {
            context.report(
                    Confidence.MEDIUM,
                    "z2 of user " + account.name(),
                    "z2: lastlog has no login of %s, wtmp has".formatted(account.name()),
                    context.evidence(
                            lastlog,
                            List.of(
                                    new Evidence.Difference(
                                            lastlog.path(),
                                            "last login of %s, uid %d"
                                                    .formatted(account.name(), account.uid()),
                                            "never",
                                            "%s or later, as wtmp says"
                                                    .formatted(
                                                            Instant.ofEpochSecond(
                                                                    login.seconds()))))));
        }
    }
}
