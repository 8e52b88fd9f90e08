package dev.yagura.storage.block.crypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SecretTest {
    @Test
    void overwritesItsBytesWhenItCloses() {
        byte[] bytes = {1, 2, 3};
        Secret secret = Secret.owning(bytes);
        secret.close();
        assertThat(bytes).containsOnly(0);
        assertThatThrownBy(secret::revealed).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void showsNothing() {
        assertThat(Secret.owning(new byte[] {65, 66})).hasToString("secret").hasSameHashCodeAs(2);
    }

    @Test
    void isACopyWhereItSaysSo() {
        byte[] bytes = {1, 2, 3};
        Secret copy = Secret.copyOf(bytes);
        Secret part = copy.slice(1, 3);
        bytes[0] = 9;
        assertThat(copy.revealed()).containsExactly(1, 2, 3);
        copy.close();
        assertThat(part.revealed()).containsExactly(2, 3);
    }

    @Test
    void comparesContent() {
        assertThat(Secret.owning(new byte[] {1})).isEqualTo(Secret.owning(new byte[] {1}));
        assertThat(Secret.owning(new byte[] {1})).isNotEqualTo(Secret.owning(new byte[] {2}));
    }
}
