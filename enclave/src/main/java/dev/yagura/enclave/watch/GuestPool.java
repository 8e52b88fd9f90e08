package dev.yagura.enclave.watch;

import dev.yagura.channel.agent.GuestDescription;
import dev.yagura.channel.agent.GuestDirectory;
import dev.yagura.channel.agent.GuestSource;
import dev.yagura.channel.agent.NoSuchGuestException;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.kernel.table.Row;
import dev.yagura.memory.GpaRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The VMs of one or more agents, found by name.
 *
 * <p>A VM is named by its id, its name, or {@code AGENT/ID} where that is not enough. An agent that
 * does not answer is never passed over in silence: a name that was not found elsewhere may be one
 * of its VMs.
 */
public final class GuestPool {

    /**
     * One agent, or this host.
     *
     * @param name how messages call it
     * @param directory its VMs
     */
    public record Member(String name, GuestDirectory directory) {}

    /**
     * A VM found.
     *
     * @param agent name of the member it belongs to
     * @param description what is known of it
     * @param directory opens it
     */
    public record Found(String agent, GuestDescription description, GuestDirectory directory) {
        /** Opens the VM. */
        GuestSource open() throws IOException {
            return directory.open(description.id());
        }

        /** Returns what tells it from all others. */
        String key() {
            return agent + "/" + description.id();
        }

        private boolean isCalled(String name) {
            return description.id().equals(name)
                    || description.name().equals(name)
                    || key().equals(name);
        }
    }

    /** VMs found, and agents that could not be asked. */
    private record Survey(List<Found> guests, List<String> failures) {}

    private final List<Member> members;

    /** Makes a pool of these members. */
    public GuestPool(List<Member> members) {
        this.members = List.copyOf(members);
    }

    /**
     * Returns all VMs, one row each.
     *
     * @throws WatchException if an agent cannot be asked; the others' VMs are then not listed
     *     either
     */
    public List<Row> rows() throws WatchException {
        Survey survey = survey();
        if (!survey.failures().isEmpty()) {
            throw new WatchException(Reason.UNREACHABLE, String.join("; ", survey.failures()));
        }
        return survey.guests().stream().map(GuestPool::row).toList();
    }

    /**
     * Finds a VM.
     *
     * @param name its id, its name or {@code AGENT/ID}; empty for the only one
     * @throws WatchException if there is none, or more than one, or an agent that may have it is
     *     away
     */
    public Found find(Optional<String> name) throws WatchException {
        Survey survey = survey();
        List<Found> matches =
                survey.guests().stream()
                        .filter(guest -> name.isEmpty() || guest.isCalled(name.get()))
                        .toList();
        boolean certain = name.isPresent() || survey.failures().isEmpty();
        if (matches.size() == 1 && certain) {
            return matches.getFirst();
        }
        if (!survey.failures().isEmpty()) {
            throw new WatchException(Reason.UNREACHABLE, String.join("; ", survey.failures()));
        }
        String known =
                survey.guests().isEmpty()
                        ? "no VM at all"
                        : survey.guests().stream()
                                .map(guest -> guest.agent() + "/" + guest.description().id())
                                .collect(Collectors.joining(", "));
        String problem =
                name.map(wanted ->
                                "VM \"%s\" is %s"
                                        .formatted(
                                                wanted,
                                                matches.isEmpty() ? "not there" : "ambiguous"))
                        .orElse("no VM is named");
        throw new WatchException(
                Reason.NO_SUCH_GUEST, "%s, expected one of: %s".formatted(problem, known));
    }

    private Survey survey() {
        List<Found> guests = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        for (Member member : members) {
            try {
                for (GuestDescription guest : member.directory().guests()) {
                    guests.add(new Found(member.name(), guest, member.directory()));
                }
            } catch (IOException e) {
                failures.add("agent %s: %s".formatted(member.name(), e.getMessage()));
            }
        }
        return new Survey(guests, failures);
    }

    private static Row row(Found found) {
        GuestDescription guest = found.description();
        return Row.of(
                "id", guest.id(),
                "name", guest.name(),
                "agent", found.agent(),
                "pid", guest.pid(),
                "ramBytes", guest.ram().stream().mapToLong(GpaRange::lengthBytes).sum(),
                "disks", guest.disks().size(),
                "vcpus", guest.vcpus(),
                "pausable", guest.pausable(),
                "access", guest.access());
    }

    /** Turns a failure to open a VM into one the user can act on. */
    static WatchException opening(Found guest, IOException e) {
        Reason reason =
                e instanceof NoSuchGuestException ? Reason.NO_SUCH_GUEST : Reason.UNREACHABLE;
        return new WatchException(
                reason,
                "VM %s/%s: %s".formatted(guest.agent(), guest.description().id(), e.getMessage()),
                e);
    }
}
