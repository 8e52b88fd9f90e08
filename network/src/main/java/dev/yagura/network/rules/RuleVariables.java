package dev.yagura.network.rules;

import dev.yagura.network.packet.IpAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * What the {@code $NAMES} in addresses and ports of rules stand for.
 *
 * @param addresses by name, without the dollar sign
 * @param ports by name, without the dollar sign
 */
public record RuleVariables(Map<String, String> addresses, Map<String, String> ports) {
    /** Copies the maps. */
    public RuleVariables {
        addresses = Map.copyOf(addresses);
        ports = Map.copyOf(ports);
        if (addresses.size() + ports.size() > RuleLimits.MAX_VARIABLES) {
            throw new IllegalArgumentException(
                    "%d variables, expected at most %d"
                            .formatted(addresses.size() + ports.size(), RuleLimits.MAX_VARIABLES));
        }
    }

    /** Returns those of Suricata's own configuration: the private networks are the home network. */
    public static RuleVariables defaults() {
        Map<String, String> addresses = new HashMap<>();
        addresses.put("HOME_NET", "[192.168.0.0/16,10.0.0.0/8,172.16.0.0/12]");
        addresses.put("EXTERNAL_NET", "!$HOME_NET");
        for (String servers :
                new String[] {
                    "HTTP_SERVERS",
                    "SMTP_SERVERS",
                    "SQL_SERVERS",
                    "DNS_SERVERS",
                    "TELNET_SERVERS",
                    "DC_SERVERS",
                    "DNP3_SERVER",
                    "DNP3_CLIENT",
                    "MODBUS_CLIENT",
                    "MODBUS_SERVER",
                    "ENIP_CLIENT",
                    "ENIP_SERVER"
                }) {
            addresses.put(servers, "$HOME_NET");
        }
        addresses.put("AIM_SERVERS", "$EXTERNAL_NET");
        return new RuleVariables(
                addresses,
                Map.of(
                        "HTTP_PORTS", "80",
                        "SHELLCODE_PORTS", "!80",
                        "ORACLE_PORTS", "1521",
                        "SSH_PORTS", "22",
                        "DNP3_PORTS", "20000",
                        "MODBUS_PORTS", "502",
                        "FILE_DATA_PORTS", "[$HTTP_PORTS,110,143]",
                        "FTP_PORTS", "21",
                        "GENEVE_PORTS", "6081",
                        "VXLAN_PORTS", "4789"));
    }

    /**
     * Returns which addresses a variable stands for.
     *
     * @throws IllegalArgumentException if it is not there, or stands for no addresses
     */
    public Selection<IpAddress> addresses(String name) {
        try {
            return new SelectionParser<>(new AddressElements(), addresses, "variable", 0)
                    .parse("$" + name);
        } catch (RefusedException e) {
            throw new IllegalArgumentException(e.refusal().reason(), e);
        }
    }

    /**
     * Returns these with one more, which stands before one of that name. Names that end with {@code
     * _PORT} or {@code _PORTS} are ports, or those that are ports already.
     */
    public RuleVariables with(String name, String value) {
        boolean isPort =
                ports.containsKey(name) || name.endsWith("_PORTS") || name.endsWith("_PORT");
        Map<String, String> changed = new HashMap<>(isPort ? ports : addresses);
        changed.put(name, value);
        return isPort ? new RuleVariables(addresses, changed) : new RuleVariables(changed, ports);
    }
}
