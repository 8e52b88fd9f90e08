package dev.yagura.enclave.watch;

import dev.yagura.attestation.ratls.MutualTls;
import dev.yagura.channel.agent.GuestDescription;
import dev.yagura.channel.agent.GuestDirectory;
import dev.yagura.channel.agent.GuestSource;
import dev.yagura.channel.agent.NoSuchGuestException;
import dev.yagura.channel.client.AgentConnection;
import dev.yagura.channel.client.AgentConnectionConfig;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.channel.transport.TlsEnd;
import dev.yagura.memory.PhysicalMemory;
import dev.yagura.memory.SegmentMemory;
import java.io.IOException;
import java.util.List;

/**
 * The guests of one agent, over the network.
 *
 * <p>Every question opens connections of its own: an agent that was lost is found again by the next
 * one, and a broken connection never serves twice.
 */
public final class AgentGuests implements GuestDirectory {
    private final Endpoint endpoint;
    private final MutualTls tls;

    /**
     * Prepares to ask an agent; nothing is connected yet.
     *
     * @param endpoint {@code HOST:PORT} or {@code unix:PATH}
     * @param tls this end's key, and what the agent must prove
     * @throws IllegalArgumentException if the endpoint is of no known form
     */
    public AgentGuests(String endpoint, MutualTls tls) {
        this.endpoint = Endpoint.parse(endpoint);
        this.tls = tls;
    }

    @Override
    public List<GuestDescription> guests() throws IOException {
        try (AgentConnection agent = connect()) {
            return agent.inventory();
        }
    }

    @Override
    public GuestSource open(String id) throws IOException {
        AgentConnection agent = connect();
        try {
            for (GuestDescription guest : agent.inventory()) {
                if (guest.id().equals(id)) {
                    return new RemoteGuest(agent, guest, memory(agent, guest));
                }
            }
            throw new NoSuchGuestException(id);
        } catch (IOException e) {
            agent.close();
            throw e;
        }
    }

    private static PhysicalMemory memory(AgentConnection agent, GuestDescription guest)
            throws IOException {
        return guest.ram().isEmpty()
                ? new SegmentMemory(List.of(), false) // nothing but disks is served
                : agent.memory(guest.id());
    }

    private AgentConnection connect() throws IOException {
        return AgentConnection.open(endpoint, TlsEnd.attesting(tls), AgentConnectionConfig.DEFAULT);
    }
}
