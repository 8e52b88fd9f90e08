package dev.yagura.kernel.linux.code;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeCode;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.linux.Linux;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ModuleSightingsTest {
    private static final long BASE = 0xffff_ffff_c000_0000L;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private final FakeCode code = new FakeCode(fake);

    private ModuleSightings sightings() throws IOException {
        return new ModuleSightings(Linux.of(guest.kernel()));
    }

    @Test
    void aModuleIsFoundInMemoryByItsNameOrByItsText() throws IOException {
        long named = code.module("named", BASE);
        long nameless = code.module("", BASE + 0x8000);
        guest.forbidExecution(named).forbidExecution(nameless);

        assertThat(sightings().scanned().items()).containsExactly(named, nameless);
    }

    @Test
    void somethingElseThatPointsToItselfIsNoModule() throws IOException {
        long module = code.module("", BASE);
        guest.u64(module + FakeCode.MEM, 0x1000).forbidExecution(module);

        assertThat(sightings().scanned().items()).isEmpty();
    }
}
