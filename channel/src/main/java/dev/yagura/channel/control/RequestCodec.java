package dev.yagura.channel.control;

import static dev.yagura.channel.control.ControlLimits.MAX_LEASE_MILLIS;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.channel.agent.GuestDescription;
import dev.yagura.channel.control.ControlRequest.Capture;
import dev.yagura.channel.control.ControlRequest.Hello;
import dev.yagura.channel.control.ControlRequest.Inventory;
import dev.yagura.channel.control.ControlRequest.Open;
import dev.yagura.channel.control.ControlRequest.Pause;
import dev.yagura.channel.control.ControlRequest.Ping;
import dev.yagura.channel.control.ControlRequest.Registers;
import dev.yagura.channel.control.ControlRequest.Renew;
import dev.yagura.channel.control.ControlRequest.Resume;
import java.util.Base64;

/** Requests as bytes. */
public final class RequestCodec {
    private static final String NAME = "control request";

    private RequestCodec() {}

    /**
     * Reads a request.
     *
     * @param json UTF-8, without the length that goes before it
     * @throws MalformedStructureException if it is not JSON, or not a request of this version
     */
    public static ControlRequest decode(byte[] json) throws MalformedStructureException {
        JsonObject in = Json.parse(NAME, json, ControlLimits.MAX_REQUEST_BYTES);
        long id = in.number("id", 1, Long.MAX_VALUE);
        String op = in.text("op", 32);
        ControlRequest request =
                switch (op) {
                    case "hello" -> new Hello(id, in.text("client", 256), evidence(in));
                    case "inventory" -> new Inventory(id);
                    case "open" -> new Open(id, guest(in));
                    case "registers" -> new Registers(id, guest(in));
                    case "pause" -> new Pause(id, guest(in), leaseMillis(in));
                    case "renew" -> new Renew(id, lease(in), leaseMillis(in));
                    case "resume" -> new Resume(id, lease(in));
                    case "capture" ->
                            new Capture(
                                    id,
                                    guest(in),
                                    in.texts(
                                            "interfaces",
                                            ControlLimits.MAX_INTERFACES,
                                            ControlLimits.MAX_INTERFACE_CHARS));
                    case "ping" -> new Ping(id);
                    default -> throw in.malformed("op", op, "a request of this version");
                };
        in.end();
        return request;
    }

    private static String evidence(JsonObject in) throws MalformedStructureException {
        String evidence = in.text("evidence", ControlLimits.MAX_EVIDENCE_CHARS);
        try {
            Base64.getDecoder().decode(evidence);
            return evidence;
        } catch (IllegalArgumentException e) {
            throw in.malformed("evidence", e.getMessage(), "base64");
        }
    }

    private static String guest(JsonObject in) throws MalformedStructureException {
        String guest = in.text("guest", GuestDescription.MAX_ID_CHARS);
        if (!GuestDescription.isId(guest)) {
            throw in.malformed("guest", guest, "characters of [A-Za-z0-9._-]");
        }
        return guest;
    }

    private static long lease(JsonObject in) throws MalformedStructureException {
        return in.number("lease", 1, Long.MAX_VALUE);
    }

    private static long leaseMillis(JsonObject in) throws MalformedStructureException {
        return in.number("leaseMillis", 1, MAX_LEASE_MILLIS);
    }

    /** Returns a request as JSON. */
    public static byte[] encode(ControlRequest request) {
        JsonWriter out = new JsonWriter().number("id", request.id());
        switch (request) {
            case Hello hello ->
                    out.text("op", "hello")
                            .text("client", hello.client())
                            .text("evidence", hello.evidence());
            case Inventory _ -> out.text("op", "inventory");
            case Open open -> out.text("op", "open").text("guest", open.guest());
            case Registers registers ->
                    out.text("op", "registers").text("guest", registers.guest());
            case Pause pause ->
                    out.text("op", "pause")
                            .text("guest", pause.guest())
                            .number("leaseMillis", pause.leaseMillis());
            case Renew renew ->
                    out.text("op", "renew")
                            .number("lease", renew.lease())
                            .number("leaseMillis", renew.leaseMillis());
            case Resume resume -> out.text("op", "resume").number("lease", resume.lease());
            case Capture capture ->
                    out.text("op", "capture")
                            .text("guest", capture.guest())
                            .texts("interfaces", capture.interfaces());
            case Ping _ -> out.text("op", "ping");
        }
        return out.end();
    }
}
