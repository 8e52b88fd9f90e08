package dev.yagura.channel.control;

import static dev.yagura.channel.control.ControlLimits.MAX_LEASE_MILLIS;
import static dev.yagura.channel.control.ControlLimits.MAX_TEXT_CHARS;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.channel.agent.GuestDescription;
import dev.yagura.channel.control.ControlResponse.Capturing;
import dev.yagura.channel.control.ControlResponse.Guests;
import dev.yagura.channel.control.ControlResponse.Opened;
import dev.yagura.channel.control.ControlResponse.Paused;
import dev.yagura.channel.control.ControlResponse.Pong;
import dev.yagura.channel.control.ControlResponse.Refused;
import dev.yagura.channel.control.ControlResponse.Registers;
import dev.yagura.channel.control.ControlResponse.Renewed;
import dev.yagura.channel.control.ControlResponse.Resumed;
import dev.yagura.channel.control.ControlResponse.Welcome;
import dev.yagura.memory.VcpuRegisters;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Responses as bytes. */
public final class ResponseCodec {
    private static final String NAME = "control response";
    private static final Pattern INSTANCE = Pattern.compile("[0-9a-f]{32}");
    private static final long DAY_MILLIS = 86_400_000;

    private ResponseCodec() {}

    /**
     * Reads a response.
     *
     * @param json UTF-8, without the length that goes before it
     * @throws MalformedStructureException if it is not JSON, or not a response of this version
     */
    public static ControlResponse decode(byte[] json) throws MalformedStructureException {
        JsonObject in = Json.parse(NAME, json, ControlLimits.MAX_RESPONSE_BYTES);
        long id = in.number("id", 0, Long.MAX_VALUE);
        String op = in.text("op", 32);
        ControlResponse response =
                switch (op) {
                    case "hello" ->
                            new Welcome(
                                    id,
                                    instance(in),
                                    in.number("maxLeaseMillis", 1, MAX_LEASE_MILLIS),
                                    in.number("idleMillis", 1, DAY_MILLIS));
                    case "inventory" -> new Guests(id, guests(in));
                    case "open" ->
                            new Opened(
                                    id,
                                    GuestJson.read(in.object("guest")),
                                    in.number("incarnation", 1, Long.MAX_VALUE));
                    case "registers" -> new Registers(id, vcpus(in));
                    case "pause" -> new Paused(id, lease(in), leaseMillis(in));
                    case "renew" -> new Renewed(id, leaseMillis(in));
                    case "resume" ->
                            new Resumed(
                                    id,
                                    in.number("heldMicros", 0, 1000 * DAY_MILLIS),
                                    in.constant("ended", LeaseEnd.class));
                    case "capture" -> new Capturing(id);
                    case "ping" -> new Pong(id);
                    case "error" ->
                            new Refused(
                                    id,
                                    in.constant("code", RefusalCode.class),
                                    in.text("message", MAX_TEXT_CHARS));
                    default -> throw in.malformed("op", op, "a response of this version");
                };
        in.end();
        return response;
    }

    private static String instance(JsonObject in) throws MalformedStructureException {
        String instance = in.text("instance", 32);
        if (!INSTANCE.matcher(instance).matches()) {
            throw in.malformed("instance", instance, "32 hexadecimal digits");
        }
        return instance;
    }

    private static long lease(JsonObject in) throws MalformedStructureException {
        return in.number("lease", 1, Long.MAX_VALUE);
    }

    private static long leaseMillis(JsonObject in) throws MalformedStructureException {
        return in.number("leaseMillis", 1, MAX_LEASE_MILLIS);
    }

    private static List<GuestDescription> guests(JsonObject in) throws MalformedStructureException {
        List<GuestDescription> guests = new ArrayList<>();
        for (Object element : in.list("guests", GuestDescription.MAX_GUESTS)) {
            guests.add(GuestJson.read(in.asObject("guests", element)));
        }
        if (guests.stream().map(GuestDescription::id).distinct().count() != guests.size()) {
            throw in.malformed("guests", guests, "distinct ids");
        }
        return guests;
    }

    private static List<VcpuRegisters> vcpus(JsonObject in) throws MalformedStructureException {
        List<VcpuRegisters> vcpus = new ArrayList<>();
        for (Object element : in.list("vcpus", GuestDescription.MAX_VCPUS)) {
            JsonObject one = in.asObject("vcpus", element);
            vcpus.add(
                    new VcpuRegisters(
                            (int) one.number("vcpu", 0, GuestDescription.MAX_VCPUS - 1),
                            one.hex("rip"),
                            one.hex("cr0"),
                            one.hex("cr3"),
                            one.hex("cr4"),
                            one.hex("idtBase"),
                            one.hex("gsBase")));
            one.end();
        }
        return vcpus;
    }

    /** Returns a response as JSON. */
    public static byte[] encode(ControlResponse response) {
        JsonWriter out = new JsonWriter().number("id", response.id());
        switch (response) {
            case Welcome welcome ->
                    out.text("op", "hello")
                            .text("instance", welcome.instance())
                            .number("maxLeaseMillis", welcome.maxLeaseMillis())
                            .number("idleMillis", welcome.idleMillis());
            case Guests guests ->
                    out.text("op", "inventory")
                            .objects("guests", guests.guests(), GuestJson::write);
            case Opened opened ->
                    out.text("op", "open")
                            .object("guest", opened.guest(), GuestJson::write)
                            .number("incarnation", opened.incarnation());
            case Registers registers ->
                    out.text("op", "registers")
                            .objects("vcpus", registers.vcpus(), ResponseCodec::write);
            case Paused paused ->
                    out.text("op", "pause")
                            .number("lease", paused.lease())
                            .number("leaseMillis", paused.leaseMillis());
            case Renewed renewed ->
                    out.text("op", "renew").number("leaseMillis", renewed.leaseMillis());
            case Resumed resumed ->
                    out.text("op", "resume")
                            .number("heldMicros", resumed.heldMicros())
                            .constant("ended", resumed.ended());
            case Capturing _ -> out.text("op", "capture");
            case Pong _ -> out.text("op", "ping");
            case Refused refused ->
                    out.text("op", "error")
                            .constant("code", refused.code())
                            .text("message", shortened(refused.message()));
        }
        return out.end();
    }

    private static String shortened(String message) {
        return message.substring(0, Math.min(MAX_TEXT_CHARS, message.length()));
    }

    private static void write(JsonWriter out, VcpuRegisters vcpu) {
        out.number("vcpu", vcpu.vcpu())
                .hex("rip", vcpu.rip())
                .hex("cr0", vcpu.cr0())
                .hex("cr3", vcpu.cr3())
                .hex("cr4", vcpu.cr4())
                .hex("idtBase", vcpu.idtBase())
                .hex("gsBase", vcpu.gsBase());
    }
}
