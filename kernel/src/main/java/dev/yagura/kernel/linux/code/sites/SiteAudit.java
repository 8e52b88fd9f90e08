package dev.yagura.kernel.linux.code.sites;

import dev.yagura.kernel.linux.Partial;
import java.io.IOException;
import java.util.Optional;

/**
 * Judges the places of one kind, each by itself.
 *
 * @param <S> the kind
 */
final class SiteAudit<S extends PatchSite> implements CodeAudit.Part {
    private final Class<S> kind;
    private final Judge<S> judge;

    /** Judges one place. */
    @FunctionalInterface
    interface Judge<S extends PatchSite> {
        /**
         * Judges.
         *
         * @param found what the guest has there; as long as the place
         */
        void judge(S site, byte[] found, Partial.Collector<WrongCode> wrong) throws IOException;
    }

    SiteAudit(Class<S> kind, Judge<S> judge) {
        this.kind = kind;
        this.judge = judge;
    }

    @Override
    public long judge(OwnCode code, PatchSites sites, Partial.Collector<WrongCode> wrong)
            throws IOException {
        long judged = 0;
        for (PatchSite site : sites.all()) {
            Optional<byte[]> found =
                    kind.isInstance(site)
                            ? code.bytes(site.gva(), site.lengthBytes())
                            : Optional.empty();
            if (found.isPresent()) {
                judged++;
                wrong.part(
                        "%s at 0x%x".formatted(site.kind(), site.gva()),
                        () -> judge.judge(kind.cast(site), found.get(), wrong));
            }
        }
        return judged;
    }
}
