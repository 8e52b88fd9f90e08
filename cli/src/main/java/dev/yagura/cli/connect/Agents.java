package dev.yagura.cli.connect;

import dev.yagura.cli.vm.VmSpec;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.hypervisor.SavedGuest;
import dev.yagura.hypervisor.agent.Agent;
import dev.yagura.hypervisor.agent.AgentOptions;
import dev.yagura.hypervisor.agent.GivenDisk;
import dev.yagura.hypervisor.qemu.GuestUnavailableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Starts agents for VMs as a user writes them. */
public final class Agents {
    private Agents() {}

    /**
     * Starts an agent in this process.
     *
     * @param options all but what to serve
     * @param vms the only VMs to serve: names, pids, {@code qmp:SOCKET}, {@code file:DUMP} or
     *     {@code disk:SOURCE}; empty for all VMs of this host
     * @param disks disks of theirs that no hypervisor is asked for
     * @throws WatchException if one of them is not there
     * @throws IllegalArgumentException if one of them is of no known form, or not on this host
     * @throws IOException if the agent cannot start for another reason
     */
    public static Agent start(AgentOptions options, List<String> vms, List<GivenDisk> disks)
            throws IOException {
        List<String> guests = new ArrayList<>();
        List<SavedGuest> saved = new ArrayList<>();
        for (String vm : vms) {
            switch (VmSpec.parse(vm)) {
                case VmSpec.Running running -> guests.add(running.nameOrPid());
                case VmSpec.Qmp qmp -> guests.add("qmp:" + qmp.socket());
                case VmSpec.Saved guest -> saved.add(LocalGuests.saved(guest));
                case VmSpec.RemoteAgent agent -> throw LocalGuests.elsewhere(agent.endpoint());
                case VmSpec.RemoteEnclave enclave ->
                        throw LocalGuests.elsewhere(enclave.endpoint());
            }
        }
        try {
            return Agent.start(options.serving(guests, saved).withDisks(disks));
        } catch (GuestUnavailableException e) {
            throw LocalGuests.asked(e);
        }
    }
}
