package dev.yagura.attestation.dcap.statement;

import dev.yagura.attestation.dcap.json.JsonObject;
import dev.yagura.attestation.dcap.pki.Platform;
import dev.yagura.attestation.dcap.quote.TeeTcbSvn;
import dev.yagura.bytes.MalformedStructureException;
import java.util.ArrayList;
import java.util.List;

/**
 * A patch level of a platform.
 *
 * @param sgxComponents lowest security versions of the components below an enclave
 * @param pceSvn lowest of the provisioning certification enclave
 * @param tdxComponents lowest of the components below a trust domain; empty in TCB info for SGX
 * @param rating what Intel says about it
 */
record TcbLevel(
        List<Integer> sgxComponents, int pceSvn, List<Integer> tdxComponents, TcbRating rating) {

    private static final int MAX_U8 = 0xff;
    private static final int MAX_U16 = 0xffff;

    /** From here on components of TDX are compared, if the module is rated by its own identity. */
    private static final int AFTER_MODULE = 2;

    TcbLevel {
        sgxComponents = List.copyOf(sgxComponents);
        tdxComponents = List.copyOf(tdxComponents);
    }

    /** Reads a level of TCB info version 2, which names each component. */
    static TcbLevel parseVersion2(JsonObject level) throws MalformedStructureException {
        JsonObject tcb = level.object("tcb");
        List<Integer> components = new ArrayList<>();
        for (int i = 1; i <= Platform.COMPONENTS; i++) {
            components.add(tcb.number("sgxtcbcomp%02dsvn".formatted(i), MAX_U8));
        }
        return new TcbLevel(
                components,
                tcb.number("pcesvn", MAX_U16),
                List.of(),
                TcbRating.parse(level, TcbRating.PLATFORM));
    }

    /** Reads a level of TCB info version 3, which lists the components. */
    static TcbLevel parseVersion3(JsonObject level, boolean tdx)
            throws MalformedStructureException {
        JsonObject tcb = level.object("tcb");
        return new TcbLevel(
                components(tcb, "sgxtcbcomponents"),
                tcb.number("pcesvn", MAX_U16),
                tdx ? components(tcb, "tdxtcbcomponents") : List.of(),
                TcbRating.parse(level, TcbRating.PLATFORM));
    }

    private static List<Integer> components(JsonObject tcb, String member)
            throws MalformedStructureException {
        List<JsonObject> items = tcb.objects(member, Platform.COMPONENTS);
        if (items.size() != Platform.COMPONENTS) {
            throw tcb.malformed(
                    member,
                    "has %d components, expected %d".formatted(items.size(), Platform.COMPONENTS));
        }
        List<Integer> components = new ArrayList<>();
        for (JsonObject item : items) {
            components.add(item.number("svn", MAX_U8));
        }
        return components;
    }

    /** Returns whether a platform reaches this level in everything that concerns SGX. */
    boolean isReachedBy(Platform platform) {
        for (int i = 0; i < Platform.COMPONENTS; i++) {
            if (platform.sgxComponents().get(i) < sgxComponents.get(i)) {
                return false;
            }
        }
        return platform.pceSvn() >= pceSvn;
    }

    /** Returns whether what stands below a trust domain reaches this level. */
    boolean isReachedBy(TeeTcbSvn svn) {
        for (int i = svn.moduleVersion() > 0 ? AFTER_MODULE : 0; i < TeeTcbSvn.COMPONENTS; i++) {
            if (svn.component(i) < tdxComponents.get(i)) {
                return false;
            }
        }
        return true;
    }
}
