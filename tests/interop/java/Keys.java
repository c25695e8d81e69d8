/* SPDX-License-Identifier: Apache-2.0 */
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.KeyAgreement;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Keys of ours read by the JDK alone, and its own written for us.
 *
 * <p>java Keys read PASSPHRASE KIND:NAME...: NAME.pem and the encrypted NAME.key
 * hold one pair.  java Keys write KIND:NAME...: NAME.key, plain.
 */
public final class Keys {
    private static byte[] pem(Path file) throws Exception {
        String text = Files.readString(file);
        return Base64.getMimeDecoder().decode(text.replaceAll("-----[^-]*-----", ""));
    }

    private static KeyFactory factory(String kind) throws Exception {
        return KeyFactory.getInstance(kind.startsWith("P-") ? "EC" : kind);
    }

    private static PrivateKey decrypt(String kind, byte[] der, String passphrase)
            throws Exception {
        EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
        String scheme = info.getAlgParameters().toString();
        Cipher cipher = Cipher.getInstance(scheme);
        cipher.init(
                Cipher.DECRYPT_MODE,
                SecretKeyFactory.getInstance(scheme)
                        .generateSecret(new PBEKeySpec(passphrase.toCharArray())),
                info.getAlgParameters());
        return factory(kind).generatePrivate(info.getKeySpec(cipher));
    }

    private static void sign(String with, PrivateKey key, PublicKey other)
            throws Exception {
        byte[] text = {1, 2, 3};
        Signature s = Signature.getInstance(with);
        s.initSign(key);
        s.update(text);
        byte[] signature = s.sign();
        s.initVerify(other);
        s.update(text);
        if (!s.verify(signature)) {
            throw new IllegalStateException("the halves are of two pairs");
        }
    }

    /** What each agrees on with a third. */
    private static void agree(KeyPairGenerator make, String with, PrivateKey key, PublicKey other)
            throws Exception {
        var third = make.generateKeyPair();
        KeyAgreement ours = KeyAgreement.getInstance(with);
        ours.init(key);
        ours.doPhase(third.getPublic(), true);
        KeyAgreement theirs = KeyAgreement.getInstance(with);
        theirs.init(third.getPrivate());
        theirs.doPhase(other, true);
        if (!Arrays.equals(ours.generateSecret(), theirs.generateSecret())) {
            throw new IllegalStateException("the halves are of two pairs");
        }
    }

    private static KeyPairGenerator maker(String kind) throws Exception {
        if (kind.startsWith("P-")) {
            KeyPairGenerator make = KeyPairGenerator.getInstance("EC");
            make.initialize(new ECGenParameterSpec("secp" + kind.substring(2) + "r1"));
            return make;
        }
        KeyPairGenerator make = KeyPairGenerator.getInstance(kind);
        if (kind.equals("RSA")) {
            make.initialize(3072);
        }
        return make;
    }

    private static void read(String kind, String name, String passphrase) throws Exception {
        PublicKey open =
                factory(kind).generatePublic(new X509EncodedKeySpec(pem(Path.of(name + ".pem"))));
        PrivateKey secret = decrypt(kind, pem(Path.of(name + ".key")), passphrase);
        if (kind.equals("X25519")) {
            agree(maker(kind), "X25519", secret, open);
        } else if (kind.startsWith("P-")) {
            agree(maker(kind), "ECDH", secret, open);
            sign("SHA256withECDSA", secret, open);
        } else {
            sign(kind.equals("RSA") ? "SHA256withRSA" : kind, secret, open);
        }
    }

    private static void write(String kind, String name) throws Exception {
        byte[] der = maker(kind).generateKeyPair().getPrivate().getEncoded();
        Files.writeString(
                Path.of(name + ".key"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                        + "\n-----END PRIVATE KEY-----\n");
    }

    public static void main(String[] args) throws Exception {
        boolean reads = args[0].equals("read");
        for (int i = reads ? 2 : 1; i < args.length; i++) {
            String[] words = args[i].split(":", 2);
            if (reads) {
                read(words[0], words[1], args[1]);
            } else {
                write(words[0], words[1]);
            }
            System.out.println(words[1]);
        }
    }
}
