package dev.yagura.detect.storage.logs;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A record of {@code wtmp}, {@code btmp} or {@code utmp}: {@code struct utmp} of glibc on x86-64,
 * {@value #SIZE} bytes.
 *
 * @param offset in the file, in bytes
 * @param type {@code ut_type}
 * @param line terminal
 * @param user name
 * @param seconds when, in seconds of the epoch; 0 in no honest record
 */
record LoginRecord(long offset, int type, String line, String user, long seconds) {
    static final int SIZE = 384;
    static final int USER_PROCESS = 7;

    private static final Field UT_TYPE = new Field("ut_type", 0, 2);
    private static final Field UT_LINE = new Field("ut_line", 8, 32);
    private static final Field UT_USER = new Field("ut_user", 44, 32);
    private static final Field TV_SEC = new Field("ut_tv.tv_sec", 340, 4);

    /** Returns the whole records of a file; what is left over at its end is not one. */
    static List<LoginRecord> all(byte[] file) throws MalformedStructureException {
        List<LoginRecord> records = new ArrayList<>();
        MemorySegment bytes = MemorySegment.ofArray(file);
        for (long offset = 0; offset + SIZE <= file.length; offset += SIZE) {
            Structure record = new Structure("utmp record", bytes.asSlice(offset, SIZE));
            records.add(
                    new LoginRecord(
                            offset,
                            record.u16(UT_TYPE),
                            text(record, UT_LINE),
                            text(record, UT_USER),
                            record.u32(TV_SEC)));
        }
        return records;
    }

    private static String text(Structure record, Field field) throws MalformedStructureException {
        MemorySegment bytes = MemorySegment.ofArray(record.copy(field));
        int length = 0;
        while (length < field.size() && bytes.get(JAVA_BYTE, length) != 0) {
            length++;
        }
        byte[] text = bytes.asSlice(0, length).toArray(JAVA_BYTE);
        return new String(text, StandardCharsets.UTF_8);
    }
}
