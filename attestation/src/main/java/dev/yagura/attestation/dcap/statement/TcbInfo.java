package dev.yagura.attestation.dcap.statement;

import dev.yagura.attestation.RefusedException;
import dev.yagura.attestation.Rule;
import dev.yagura.attestation.Tee;
import dev.yagura.attestation.dcap.json.JsonObject;
import dev.yagura.attestation.dcap.pki.Platform;
import dev.yagura.attestation.dcap.quote.TdReport;
import dev.yagura.bytes.MalformedStructureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** TCB info: the patch levels of one kind of platform, best first. Immutable. */
public final class TcbInfo {

    private static final String NAME = "tcb info";
    private static final int VERSION_2 = 2;
    private static final int VERSION_3 = 3;
    private static final int FMSPC_BYTES = 6;
    private static final int PCE_ID_BYTES = 2;

    /** More than any platform has had. */
    private static final int MAX_LEVELS = 512;

    private final Tee tee;
    private final Validity validity;
    private final String fmspc;
    private final String pceId;
    private final List<TcbLevel> levels;
    private final Optional<TdxModule> tdxModule;
    private final List<TdxModule> tdxModules;

    private TcbInfo(
            JsonObject info,
            Tee tee,
            List<TcbLevel> levels,
            Optional<TdxModule> tdxModule,
            List<TdxModule> tdxModules)
            throws MalformedStructureException {
        this.tee = tee;
        this.validity = Validity.parse(info);
        this.fmspc = info.hex("fmspc", FMSPC_BYTES);
        this.pceId = info.hex("pceId", PCE_ID_BYTES);
        this.levels = List.copyOf(levels);
        this.tdxModule = tdxModule;
        this.tdxModules = List.copyOf(tdxModules);
        info.number("tcbType", 0); // another type is compared in another way
        if (levels.isEmpty()) {
            throw info.malformed("tcbLevels", "is empty, expected at least one level");
        }
    }

    /**
     * Reads the text of member {@code tcbInfo}, whose signature is right.
     *
     * @throws MalformedStructureException if it is not TCB info of version 2 or 3
     */
    public static TcbInfo parse(byte[] json) throws MalformedStructureException {
        JsonObject info = JsonObject.parse(NAME, json);
        int version = info.number("version", Integer.MAX_VALUE);
        return switch (version) {
            case VERSION_2 -> {
                List<TcbLevel> levels = new ArrayList<>();
                for (JsonObject level : info.objects("tcbLevels", MAX_LEVELS)) {
                    levels.add(TcbLevel.parseVersion2(level));
                }
                yield new TcbInfo(info, Tee.SGX, levels, Optional.empty(), List.of());
            }
            case VERSION_3 -> parseVersion3(info);
            default ->
                    throw info.malformed(
                            "version",
                            "is %d, expected %d or %d".formatted(version, VERSION_2, VERSION_3));
        };
    }

    private static TcbInfo parseVersion3(JsonObject info) throws MalformedStructureException {
        Tee tee =
                info.convert(
                        "id",
                        text ->
                                switch (text) {
                                    case "SGX" -> Optional.of(Tee.SGX);
                                    case "TDX" -> Optional.of(Tee.TDX);
                                    default -> Optional.empty();
                                },
                        "SGX or TDX");
        boolean tdx = tee == Tee.TDX;
        List<TcbLevel> levels = new ArrayList<>();
        for (JsonObject level : info.objects("tcbLevels", MAX_LEVELS)) {
            levels.add(TcbLevel.parseVersion3(level, tdx));
        }
        List<TdxModule> modules = new ArrayList<>();
        if (tdx && info.has("tdxModuleIdentities")) {
            for (JsonObject module : info.objects("tdxModuleIdentities", TdxModule.MAX_MODULES)) {
                modules.add(TdxModule.parseIdentity(module));
            }
        }
        return new TcbInfo(
                info,
                tee,
                levels,
                tdx ? Optional.of(TdxModule.parse(info.object("tdxModule"))) : Optional.empty(),
                modules);
    }

    /** Returns when it was made. */
    public Validity validity() {
        return validity;
    }

    /** Refuses to say anything about another kind of platform. */
    public void require(Tee quoted, Platform platform) throws RefusedException {
        if (tee != quoted) {
            throw new RefusedException(Rule.TCB_INFO, "about " + tee.label(), quoted.label());
        }
        if (!fmspc.equals(platform.fmspc())) {
            throw new RefusedException(
                    Rule.TCB_INFO,
                    "about platforms of fmspc " + fmspc,
                    platform.fmspc() + ", the platform's");
        }
        if (!pceId.equals(platform.pceId())) {
            throw new RefusedException(
                    Rule.TCB_INFO,
                    "about platforms of pceId " + pceId,
                    platform.pceId() + ", the platform's");
        }
    }

    /** Returns the levels, best first; at least one. */
    List<TcbLevel> levels() {
        return levels;
    }

    /** Returns what is said about a major version of the TDX module. */
    TdxModule moduleOfVersion(int version) throws RefusedException {
        String id = TdxModule.idOf(version);
        return tdxModules.stream()
                .filter(module -> module.id().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        new RefusedException(
                                Rule.TDX_MODULE,
                                id,
                                "one of " + tdxModules.stream().map(TdxModule::id).toList()));
    }

    /**
     * Checks the module that started a trust domain.
     *
     * @return its rating; empty for modules that are rated with the platform
     */
    Optional<TcbRating> moduleRating(TdReport report) throws RefusedException {
        int version = report.teeTcbSvn().moduleVersion();
        if (version == 0) {
            if (tdxModule.isPresent()) {
                tdxModule.get().require(report);
            }
            return Optional.empty();
        }
        TdxModule module = moduleOfVersion(version);
        module.require(report);
        return Optional.of(module.rating(report.teeTcbSvn().moduleSvn()));
    }
}
