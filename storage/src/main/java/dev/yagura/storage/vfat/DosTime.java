package dev.yagura.storage.vfat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * Dates and times of entries. They are in the local time of who wrote them, which the volume does
 * not tell; they are taken as UTC, as Linux does where its clock has no other time zone.
 */
final class DosTime {
    private static final int FIRST_YEAR = 1980;
    private static final int NANOS_PER_UNIT = 10_000_000; // of the finer part: 10 ms

    private DosTime() {}

    /**
     * Returns a time; values that no calendar has count on, as in Linux.
     *
     * @param date day, month and year from 1980 on
     * @param time seconds by twos, minutes and hours; 0 where only the date is kept
     * @param fine further units of 10 ms
     */
    static Instant of(int date, int time, int fine) {
        long seconds =
                ((time & 0x1F) << 1) + (time >> 5 & 0x3F) * 60L + (time >> 11 & 0x1F) * 3600L;
        return LocalDate.of(FIRST_YEAR + (date >> 9 & 0x7F), 1, 1)
                .plusMonths(Math.max(1, date >> 5 & 0xF) - 1)
                .plusDays(Math.max(1, date & 0x1F) - 1)
                .atStartOfDay()
                .plusSeconds(seconds)
                .plusNanos((long) fine * NANOS_PER_UNIT)
                .toInstant(ZoneOffset.UTC);
    }
}
