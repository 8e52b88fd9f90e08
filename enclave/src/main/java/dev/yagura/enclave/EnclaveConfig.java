package dev.yagura.enclave;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.attestation.policy.AppraisalPolicy;
import dev.yagura.attestation.policy.PolicyJson;
import dev.yagura.enclave.api.Json;
import dev.yagura.enclave.api.JsonFormatException;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an enclave is told when it starts: one JSON object.
 *
 * <pre>
 * {"listen": "127.0.0.1:0",
 *  "agents": [{"name": "host-a", "endpoint": "unix:/run/yagura/agent.sock", "policy": {…}}],
 *  "tenants": {…}}
 * </pre>
 *
 * <p>The configuration comes from the untrusted host. It cannot weaken what the tenant sees: the
 * tenant appraises the enclave's evidence itself, and names in its own policy whom it believes.
 *
 * @param listen where the API listens; port 0 takes a free one
 * @param files where tenants read files that they have opened; where nothing is said, a free port
 *     of the API's address
 * @param agents the agents to read from; at least one, with distinct names
 * @param tenants who may use the API
 */
public record EnclaveConfig(
        InetSocketAddress listen,
        InetSocketAddress files,
        List<AgentConfig> agents,
        AppraisalPolicy tenants) {

    /** One enclave watches this many hosts at most. */
    private static final int MAX_AGENTS = 64;

    private static final Set<String> FIELDS = Set.of("listen", "files", "agents", "tenants");
    private static final Set<String> AGENT_FIELDS = Set.of("name", "endpoint", "policy");

    /**
     * An agent to read from.
     *
     * @param name how messages and VM names call it
     * @param endpoint {@code HOST:PORT} or {@code unix:PATH}
     * @param policy what the agent must prove: usually a pinned key
     */
    public record AgentConfig(String name, String endpoint, AppraisalPolicy policy) {}

    /** Copies the list. */
    public EnclaveConfig {
        agents = List.copyOf(agents);
        if (agents.isEmpty() || agents.size() > MAX_AGENTS) {
            throw new IllegalArgumentException(
                    "enclave configuration: %d agents, expected 1 to %d"
                            .formatted(agents.size(), MAX_AGENTS));
        }
        long names = agents.stream().map(AgentConfig::name).distinct().count();
        if (names != agents.size()) {
            throw new IllegalArgumentException(
                    "enclave configuration: two agents have one name, expected distinct names");
        }
    }

    /**
     * Reads a configuration.
     *
     * @throws JsonFormatException if the text is no JSON object
     * @throws IOException if a field is unknown, missing or of the wrong form
     */
    public static EnclaveConfig read(String json) throws IOException {
        Row row = Json.read(json);
        requireOnly("enclave configuration", row.fields().keySet(), FIELDS);
        List<AgentConfig> agents = new ArrayList<>();
        if (row.fields().get("agents") instanceof List<?> list) {
            for (Object agent : list) {
                agents.add(agent(agent));
            }
        }
        try {
            InetSocketAddress listen = address("listen", row.text("listen"));
            return new EnclaveConfig(
                    listen,
                    row.text("files").isEmpty()
                            ? new InetSocketAddress(listen.getAddress(), 0)
                            : address("files", row.text("files")),
                    agents,
                    policy("tenants", row.fields().get("tenants")));
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static AgentConfig agent(@Nullable Object value) throws IOException {
        if (!(value instanceof Map<?, ?> map)) {
            throw new IOException(
                    "enclave configuration: agent is %s, expected an object".formatted(value));
        }
        Row agent = fields(map);
        requireOnly("enclave configuration: agent", agent.fields().keySet(), AGENT_FIELDS);
        for (String needed : List.of("name", "endpoint")) {
            if (agent.text(needed).isEmpty()) {
                throw new IOException("enclave configuration: agent has no %s".formatted(needed));
            }
        }
        return new AgentConfig(
                agent.text("name"),
                agent.text("endpoint"),
                policy("policy", agent.fields().get("policy")));
    }

    private static AppraisalPolicy policy(String field, @Nullable Object value) throws IOException {
        if (!(value instanceof Map<?, ?> map)) {
            throw new IOException(
                    "enclave configuration: %s is %s, expected a policy object"
                            .formatted(field, value));
        }
        return PolicyJson.parse(
                "enclave configuration: " + field, Json.write(fields(map)).getBytes(UTF_8));
    }

    private static Row fields(Map<?, ?> map) {
        LinkedHashMap<String, @Nullable Object> fields = new LinkedHashMap<>();
        map.forEach((name, value) -> fields.put(String.valueOf(name), value));
        return new Row(fields);
    }

    private static void requireOnly(String what, Set<String> found, Set<String> known)
            throws IOException {
        for (String name : found) {
            if (!known.contains(name)) {
                throw new IOException(
                        "%s: field \"%s\" is unknown, expected one of %s"
                                .formatted(what, name, known.stream().sorted().toList()));
            }
        }
    }

    /** Parses {@code HOST:PORT}. */
    private static InetSocketAddress address(String field, String text) throws IOException {
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (colon > 0) {
                return new InetSocketAddress(text.substring(0, colon), port);
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "enclave configuration: %s is \"%s\", expected HOST:PORT"
                            .formatted(field, text),
                    e);
        }
        throw new IOException(
                "enclave configuration: %s is \"%s\", expected HOST:PORT".formatted(field, text));
    }
}
