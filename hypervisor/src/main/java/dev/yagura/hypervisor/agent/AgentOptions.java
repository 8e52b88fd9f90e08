package dev.yagura.hypervisor.agent;

import static java.util.Objects.requireNonNull;

import dev.yagura.attestation.policy.AppraisalPolicy;
import dev.yagura.attestation.ratls.Identity;
import dev.yagura.channel.AuditLog;
import dev.yagura.channel.agent.AgentServerConfig;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.hypervisor.SavedGuest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What an agent serves, where, and to whom.
 *
 * @param endpoint where to listen; port 0 lets the system choose
 * @param identity the agent's key and certificate
 * @param policy which peers are let in
 * @param guests selectors of the running guests to serve, see {@link
 *     dev.yagura.hypervisor.QemuGuests#select}; a guest that starts later and fits is served too;
 *     empty for all, unless {@code saved} has any
 * @param saved guests of which there are files
 * @param disks disks that no hypervisor is asked for, each of a guest that is served from the start
 * @param journal directory that outlives the agent, where pauses are noted so that the next agent
 *     resumes what a killed one left paused; empty for no such notes
 * @param limits of the server
 * @param audit where the agent writes what it did and refused
 */
public record AgentOptions(
        Endpoint endpoint,
        Identity identity,
        AppraisalPolicy policy,
        List<String> guests,
        List<SavedGuest> saved,
        List<GivenDisk> disks,
        Optional<Path> journal,
        AgentServerConfig limits,
        AuditLog audit) {
    /** Requires the components and copies the lists. */
    public AgentOptions {
        requireNonNull(endpoint, "endpoint");
        requireNonNull(identity, "identity");
        requireNonNull(policy, "policy");
        guests = List.copyOf(guests);
        saved = List.copyOf(saved);
        disks = List.copyOf(disks);
        requireNonNull(journal, "journal");
        requireNonNull(limits, "limits");
        requireNonNull(audit, "audit");
    }

    /** Returns options for all running guests, default limits and the system's log. */
    public static AgentOptions of(Endpoint endpoint, Identity identity, AppraisalPolicy policy) {
        return new AgentOptions(
                endpoint,
                identity,
                policy,
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                AgentServerConfig.DEFAULT,
                AuditLog.toSystemLogger("dev.yagura.channel.agent"));
    }

    /** Returns these options for other guests. */
    public AgentOptions serving(List<String> guests, List<SavedGuest> saved) {
        return new AgentOptions(
                endpoint, identity, policy, guests, saved, disks, journal, limits, audit);
    }

    /** Returns these options with disks that no hypervisor is asked for. */
    public AgentOptions withDisks(List<GivenDisk> disks) {
        return new AgentOptions(
                endpoint, identity, policy, guests, saved, disks, journal, limits, audit);
    }

    /** Returns these options with a directory for notes on pauses. */
    public AgentOptions withJournal(Path directory) {
        return new AgentOptions(
                endpoint,
                identity,
                policy,
                guests,
                saved,
                disks,
                Optional.of(directory),
                limits,
                audit);
    }

    /** Returns these options with other limits. */
    public AgentOptions withLimits(AgentServerConfig limits) {
        return new AgentOptions(
                endpoint, identity, policy, guests, saved, disks, journal, limits, audit);
    }

    /** Returns these options with another log. */
    public AgentOptions withAudit(AuditLog audit) {
        return new AgentOptions(
                endpoint, identity, policy, guests, saved, disks, journal, limits, audit);
    }
}
