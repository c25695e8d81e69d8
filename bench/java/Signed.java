/* SPDX-License-Identifier: Apache-2.0 */
import java.io.*;
import java.lang.management.ManagementFactory;
import java.nio.file.*;
import java.security.*;
import java.security.cert.*;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.*;
import org.bouncycastle.asn1.*;
import org.bouncycastle.asn1.cms.*;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.ess.*;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.*;
import org.bouncycastle.cms.*;
import org.bouncycastle.cms.jcajce.*;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.*;

/*
 * Documents signed and verified by BouncyCastle, all by its own provider: the
 * same attributes as ours, and a path to the anchor without revocation.
 *   Signed FOLDER
 * has peer.key, peer.crt, ca.crt, root.crt and big.  A line of standard input
 * is what to do: "sign big", "verify big", "sign N", "verify N"; the answer is
 * the seconds by the wall, those of the processor, and the peak in MiB.  The
 * JVM goes on, so the first turn warms it up.
 */
class Signed {
    static final int SMALL = 4096;
    static final String BC = "BC";
    static Path folder;
    static PrivateKey key;
    static X509Certificate peer, ca, root;
    static byte[] big;
    static final List<byte[]> many = new ArrayList<>();

    static X509Certificate cert(String name) throws Exception {
        try (InputStream in = Files.newInputStream(folder.resolve(name))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509", BC).generateCertificate(in);
        }
    }

    static PrivateKey key(String name) throws Exception {
        String pem = Files.readString(folder.resolve(name)).replaceAll("-----[A-Z ]+-----|\\s", "");
        return KeyFactory.getInstance("EC", BC).generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
    }

    static CMSTypedData small(int i) {
        byte[] text = new byte[SMALL];
        text[0] = (byte) i;
        text[1] = (byte) (i >> 8);
        return new CMSProcessableByteArray(text);
    }

    static CMSTypedData large() {
        return new CMSProcessableFile(folder.resolve("big").toFile(), 1 << 18);
    }

    /* signing-certificate-v2 beside what is there by default. */
    static CMSAttributeTableGenerator attributes() throws Exception {
        byte[] id = MessageDigest.getInstance("SHA-256", BC).digest(peer.getEncoded());
        SigningCertificateV2 value = new SigningCertificateV2(new ESSCertIDv2[] {new ESSCertIDv2(id)});
        Attribute extra = new Attribute(PKCSObjectIdentifiers.id_aa_signingCertificateV2, new DERSet(value));
        return new DefaultSignedAttributeTableGenerator(new AttributeTable(new DERSet(extra)));
    }

    static byte[] sign(CMSTypedData content) throws Exception {
        CMSSignedDataGenerator all = new CMSSignedDataGenerator();
        all.addSignerInfoGenerator(
            new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().setProvider(BC).build())
                .setSignedAttributeGenerator(attributes())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").setProvider(BC).build(key), peer));
        all.addCertificates(new JcaCertStore(List.of(peer, ca)));
        return all.generate(content, false).getEncoded();
    }

    @SuppressWarnings("unchecked")
    static void verify(CMSTypedData content, byte[] signature) throws Exception {
        CMSSignedData message = new CMSSignedData(content, signature);
        SignerInformation signer = message.getSignerInfos().iterator().next();
        List<X509Certificate> path = new ArrayList<>();
        JcaX509CertificateConverter converter = new JcaX509CertificateConverter().setProvider(BC);
        X509CertificateHolder own = (X509CertificateHolder) message.getCertificates().getMatches(signer.getSID()).iterator().next();
        path.add(converter.getCertificate(own));
        for (X509CertificateHolder other : message.getCertificates().getMatches(null)) {
            if (!other.equals(own)) {
                path.add(converter.getCertificate(other));
            }
        }
        if (!signer.verify(new JcaSimpleSignerInfoVerifierBuilder().setProvider(BC).build(path.get(0)))) {
            throw new SignatureException("not genuine");
        }
        PKIXParameters asked = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
        asked.setRevocationEnabled(false);
        CertPathValidator.getInstance("PKIX", BC)
            .validate(CertificateFactory.getInstance("X.509", BC).generateCertPath(path), asked);
    }

    static void run(String what, String on) throws Exception {
        boolean sign = what.equals("sign");
        if (on.equals("big")) {
            if (sign) {
                big = sign(large());
            } else {
                verify(large(), big);
            }
            return;
        }
        for (int i = 0; i < Integer.parseInt(on); i++) {
            if (sign && i < many.size()) {
                many.set(i, sign(small(i)));
            } else if (sign) {
                many.add(sign(small(i)));
            } else {
                verify(small(i % many.size()), many.get(i % many.size()));
            }
        }
    }

    static double peak() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
            }
        }
        return 0;
    }

    public static void main(String[] arguments) throws Exception {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var requests = new BufferedReader(new InputStreamReader(System.in));
        Security.addProvider(new BouncyCastleProvider());
        folder = Path.of(arguments[0]);
        key = key("peer.key");
        peer = cert("peer.crt");
        ca = cert("ca.crt");
        root = cert("root.crt");
        for (String line; (line = requests.readLine()) != null;) {
            String[] words = line.split(" ");
            long work = system.getProcessCpuTime();
            long start = System.nanoTime();
            run(words[0], words[1]);
            System.out.printf(Locale.ROOT, "%.6f %.6f %.1f%n", (System.nanoTime() - start) / 1e9,
                              (system.getProcessCpuTime() - work) / 1e9, peak());
        }
    }
}
