package dev.yagura.channel.agent;

import dev.yagura.channel.AuditEvent;
import dev.yagura.channel.AuditEvent.Kind;
import dev.yagura.channel.AuditLog;
import dev.yagura.channel.Printable;
import dev.yagura.channel.transport.TlsEnd;

/**
 * What all connections of one server share.
 *
 * @param instance names this run of the agent, at random
 * @param tls the agent's end of all of them
 * @param attested keys of peers that have shown fresh evidence and are there
 */
record AgentServices(
        String instance,
        TlsEnd tls,
        AttestedKeys attested,
        GuestPool guests,
        Leases leases,
        AgentServerConfig config,
        AuditLog auditLog) {
    /** Writes an event; the detail may hold text of the peer. */
    void audit(Kind kind, String peer, String detail) {
        auditLog.record(new AuditEvent(kind, peer, Printable.of(detail)));
    }
}
