package dev.yagura.view.proc.guest;

import dev.yagura.storage.file.FileName;
import java.util.OptionalInt;

/** A task's number as a name in procfs; {@code name_to_int()} of fs/proc/util.c. */
public final class TaskNumber {
    /** Digits of the largest number, {@code PID_MAX_LIMIT} of 2 to the 22nd. */
    private static final int MAX_DIGITS = 7;

    private TaskNumber() {}

    /** Returns the number, or empty if the name is none: a leading 0 makes it another name. */
    public static OptionalInt parse(FileName name) {
        byte[] digits = name.bytes();
        if (digits.length == 0
                || digits.length > MAX_DIGITS
                || (digits[0] == '0' && digits.length > 1)) {
            return OptionalInt.empty();
        }
        int number = 0;
        for (byte digit : digits) {
            if (digit < '0' || digit > '9') {
                return OptionalInt.empty();
            }
            number = 10 * number + digit - '0';
        }
        return OptionalInt.of(number);
    }
}
