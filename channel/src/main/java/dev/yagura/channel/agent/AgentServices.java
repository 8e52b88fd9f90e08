package dev.yagura.channel.agent;

import dev.yagura.channel.AuditEvent;
import dev.yagura.channel.AuditEvent.Kind;
import dev.yagura.channel.AuditLog;
import dev.yagura.channel.Printable;

/**
 * What all connections of one server share.
 *
 * @param instance names this run of the agent, at random
 */
record AgentServices(
        String instance,
        GuestPool guests,
        Leases leases,
        AgentServerConfig config,
        AuditLog auditLog) {
    /** Writes an event; the detail may hold text of the peer. */
    void audit(Kind kind, String peer, String detail) {
        auditLog.record(new AuditEvent(kind, peer, Printable.of(detail)));
    }
}
