package dev.yagura.kernel.linux;

/** What a task is doing, as {@code /proc/PID/stat} says; {@code fs/proc/array.c}. */
public enum TaskState {
    /** Runs or could run. */
    RUNNING('R'),
    /** Sleeps until something happens or a signal comes. */
    SLEEPING('S'),
    /** Sleeps, and signals do not wake it. */
    DISK_SLEEP('D'),
    /** Stopped by a signal. */
    STOPPED('T'),
    /** Stopped by a debugger. */
    TRACED('t'),
    /** Ended, and on its way out of all lists. */
    DEAD('X'),
    /** Ended, and its parent has not asked yet. */
    ZOMBIE('Z'),
    /** A kernel thread set aside. */
    PARKED('P'),
    /** A kernel thread that waits for work, and does not count as load. */
    IDLE('I');

    private static final long UNINTERRUPTIBLE = 0x2;
    private static final long NO_LOAD = 0x400;
    private static final long RTLOCK_WAIT = 0x1000;
    private static final long FROZEN = 0x8000;
    private static final long REPORTED = 0x7F;

    private static final TaskState[] BY_BIT = values();

    private final char letter;

    TaskState(char letter) {
        this.letter = letter;
    }

    /** Returns the letter that ps prints. */
    public char letter() {
        return letter;
    }

    /**
     * Returns what two words of a task say; every value has a meaning.
     *
     * @param state {@code task_struct.__state}
     * @param exitState {@code task_struct.exit_state}
     */
    public static TaskState of(long state, int exitState) {
        if ((state & (UNINTERRUPTIBLE | NO_LOAD)) == (UNINTERRUPTIBLE | NO_LOAD)) {
            return IDLE;
        }
        if ((state & (RTLOCK_WAIT | FROZEN)) != 0) {
            return DISK_SLEEP;
        }
        long bits = (state | exitState) & REPORTED;
        return BY_BIT[Long.SIZE - Long.numberOfLeadingZeros(bits)];
    }
}
