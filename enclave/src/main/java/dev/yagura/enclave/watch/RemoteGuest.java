package dev.yagura.enclave.watch;

import dev.yagura.channel.agent.GuestDescription;
import dev.yagura.channel.agent.GuestSource;
import dev.yagura.channel.client.AgentConnection;
import dev.yagura.channel.client.PauseLease;
import dev.yagura.channel.client.PauseResult;
import dev.yagura.memory.PhysicalMemory;
import dev.yagura.memory.VcpuRegisters;
import dev.yagura.network.capture.CaptureSource;
import dev.yagura.storage.block.BlockDevice;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A guest that an agent serves. Its pause is a lease, which ends by itself. */
final class RemoteGuest implements GuestSource {
    /**
     * Longer than any look takes, shorter than a guest may stand still because of a lost enclave.
     */
    private static final Duration LEASE = Duration.ofSeconds(20);

    private final AgentConnection agent;
    private final GuestDescription description;
    private final PhysicalMemory memory;
    private @Nullable PauseLease lease;

    RemoteGuest(AgentConnection agent, GuestDescription description, PhysicalMemory memory) {
        this.agent = agent;
        this.description = description;
        this.memory = memory;
    }

    @Override
    public GuestDescription description() {
        return description;
    }

    @Override
    public PhysicalMemory memory() {
        return memory;
    }

    @Override
    public List<VcpuRegisters> registers() throws IOException {
        return description.registersAvailable() ? agent.registers(description.id()) : List.of();
    }

    @Override
    public BlockDevice openDisk(int number) throws IOException {
        return agent.disk(description.id(), number);
    }

    @Override
    public CaptureSource openTap(List<String> interfaces) throws IOException {
        return agent.tap(description.id(), interfaces);
    }

    @Override
    public void pause() throws IOException {
        lease = agent.pause(description.id(), LEASE);
    }

    /**
     * Lets the guest run again.
     *
     * @throws IOException if the agent is lost, or let it run before: what was read may be torn
     */
    @Override
    public void resume() throws IOException {
        PauseLease held = lease;
        if (held == null) {
            return;
        }
        lease = null;
        PauseResult result = held.resume();
        if (!result.wasWhole()) {
            throw new IOException(
                    "pause: the agent let %s run before the look was over, expected %d s"
                            .formatted(description.id(), LEASE.toSeconds()));
        }
    }

    @Override
    public void close() throws IOException {
        agent.close(); // ends the lease too
    }
}
