package dev.yagura.channel;

/** Where a server writes what it did and refused. Implementations are safe for concurrent use. */
@FunctionalInterface
public interface AuditLog {
    /** Writes an event; does not throw and does not wait long. */
    void record(AuditEvent event);

    /**
     * Returns a log that writes to a system logger of the JDK.
     *
     * @param name the logger's
     */
    static AuditLog toSystemLogger(String name) {
        System.Logger logger = System.getLogger(name);
        return event -> logger.log(level(event.kind()), event::toString);
    }

    private static System.Logger.Level level(AuditEvent.Kind kind) {
        return switch (kind) {
            case CONNECTED, LEFT, OPENED, PAUSED, LEASE_ENDED -> System.Logger.Level.INFO;
            case BROKEN, REFUSED, FAILED -> System.Logger.Level.WARNING;
        };
    }
}
