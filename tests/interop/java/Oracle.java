/* SPDX-License-Identifier: Apache-2.0 */
import eu.europa.esig.dss.asic.cades.ASiCWithCAdESSignatureParameters;
import eu.europa.esig.dss.asic.cades.signature.ASiCWithCAdESService;
import eu.europa.esig.dss.cades.CAdESSignatureParameters;
import eu.europa.esig.dss.cades.signature.CAdESService;
import eu.europa.esig.dss.enumerations.ASiCContainerType;
import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.enumerations.SignaturePackaging;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.SignatureValue;
import eu.europa.esig.dss.model.TimestampBinary;
import eu.europa.esig.dss.model.ToBeSigned;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CertificateSource;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.io.File;
import java.io.FileReader;
import java.io.Reader;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Security;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;

/*
 * Has EU DSS and BouncyCastle judge files and sign documents.  All jobs are
 * done by one process, since starting it takes longer than they do:
 *
 *     java Oracle.java ANCHORS CRLS <jobs
 *
 *     dss FILE [CONTENT]                 the indication, or the failure
 *     dss-alone FILE [CONTENT]           the same by the file alone: no CRLS
 *     bc FILE [CONTENT]                  PASSED or FAILED
 *     dss-sign NAME ALG FORM IN OUT      NAME.key, NAME.crt, middle.crt; FORM
 *     bc-sign NAME ALG FORM IN OUT       is detached or attached; "signed"
 *     dss-asic NAME ALG FORM LEVEL URL OUT IN...  FORM is E or S, LEVEL B, T,
 *                                        LT or LTA with the authority at URL;
 *                                        "signed"
 *     bc-counter FILE                    for each counter-signature "good" or
 *                                        "bad"
 *
 * ALG is the name that EU DSS has for it.  For each job one line comes out:
 * the job, a tab, the answer.
 */
public final class Oracle {
    private static final BouncyCastleProvider BC = new BouncyCastleProvider();
    private static CommonCertificateVerifier checks;
    private static CommonCertificateVerifier alone;
    private static CommonCertificateVerifier making;

    public static void main(String[] args) throws Exception {
        Security.addProvider(BC);
        checks = checks(new File(args[0]), new File(args[1]));
        making = checks(new File(args[0]), new File(args[1]));
        making.setRevocationFallback(true);
        alone = new CommonCertificateVerifier(true);
        alone.setTrustedCertSources(
            checks.getTrustedCertSources().getSources().toArray(
                new CertificateSource[0]));
        for (String job : new String(System.in.readAllBytes()).split("\n")) {
            System.out.println(job + "\t" + answer(job.split(" ")));
        }
    }

    private static String answer(String[] job) {
        try {
            switch (job[0]) {
            case "dss":
                return dss(job, checks);
            case "dss-alone":
                return dss(job, alone);
            case "bc":
                return bc(job);
            case "dss-sign":
                return dssSign(job[1], job[2], job[3], job[4], job[5]);
            case "dss-asic":
                return dssAsic(job);
            case "bc-counter":
                return bcCounter(job[1]);
            case "bc-sign":
                return bcSign(job[1], job[2], job[3], job[4], job[5]);
            default:
                return "no such job";
            }
        } catch (Exception e) {
            return "FAILED " + e;
        }
    }

    /* ---- EU DSS ---- */

    private static CommonCertificateVerifier checks(File anchors, File crls)
            throws Exception {
        CommonTrustedCertificateSource trusted =
            new CommonTrustedCertificateSource();
        List<String> lists = new ArrayList<>();

        for (File folder : List.of(anchors, new File(anchors, "tsa"))) {
            File[] files = folder.listFiles(File::isFile);

            for (File f : files == null ? new File[0] : files) {
                trusted.addCertificate(DSSUtils.loadCertificate(f));
            }
        }
        for (File f : crls.listFiles()) {
            lists.add(f.getPath());
        }
        /* true: nothing is fetched. */
        CommonCertificateVerifier out = new CommonCertificateVerifier(true);
        out.setTrustedCertSources(trusted);
        out.setCrlSource(fromFiles(lists));
        return out;
    }

    private static ExternalResourcesCRLSource fromFiles(List<String> paths)
            throws Exception {
        DSSDocument[] files = new DSSDocument[paths.size()];

        for (int i = 0; i < files.length; i++) {
            files[i] = new FileDocument(paths.get(i));
        }
        return new ExternalResourcesCRLSource(files);
    }

    private static String dss(String[] job, CommonCertificateVerifier how) {
        SignedDocumentValidator v = SignedDocumentValidator.fromDocument(
            new FileDocument(job[1]));

        v.setCertificateVerifier(how);
        if (job.length > 2) {
            v.setDetachedContents(List.of(new FileDocument(job[2])));
        }
        var report = v.validateDocument().getSimpleReport();
        StringBuilder out = new StringBuilder();
        for (String id : report.getSignatureIdList()) {
            out.append(out.length() == 0 ? "" : " ")
                .append(report.getIndication(id))
                .append(' ')
                .append(report.getSubIndication(id))
                .append(' ')
                .append(report.getSignatureFormat(id));
            for (var why : report.getAdESValidationErrors(id)) {
                out.append("; ").append(why.getValue());
            }
        }
        return out.length() == 0 ? "no signature" : out.toString();
    }

    private static String dssSign(String name, String alg, String form,
            String in, String out) throws Exception {
        SignatureAlgorithm how = SignatureAlgorithm.valueOf(alg);
        CAdESSignatureParameters p = new CAdESSignatureParameters();
        CAdESService service = new CAdESService(checks);
        DSSDocument document = new FileDocument(in);
        CertificateToken own = DSSUtils.loadCertificate(new File(name + ".crt"));

        p.setSignatureLevel(SignatureLevel.CAdES_BASELINE_B);
        p.setSignaturePackaging(form.equals("attached")
                                    ? SignaturePackaging.ENVELOPING
                                    : SignaturePackaging.DETACHED);
        p.setSigningCertificate(own);
        p.setCertificateChain(
            own, DSSUtils.loadCertificate(new File("middle.crt")));
        p.setDigestAlgorithm(how.getDigestAlgorithm());
        p.setEncryptionAlgorithm(how.getEncryptionAlgorithm());
        ToBeSigned bytes = service.getDataToSign(document, p);
        SignatureValue value =
            new SignatureValue(how, sign(how, key(name), bytes.getBytes()));
        service.signDocument(document, p, value).save(out);
        return "signed";
    }

    /* A token for a digest, from an authority over HTTP. */
    private static TimestampBinary stamp(String url, DigestAlgorithm hash,
            byte[] digest) {
        try {
            TimeStampRequestGenerator generator =
                new TimeStampRequestGenerator();

            generator.setCertReq(true);
            TimeStampRequest request = generator.generate(
                new ASN1ObjectIdentifier(hash.getOid()), digest,
                BigInteger.valueOf(System.nanoTime()));
            byte[] reply =
                HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(URI.create(url))
                              .header("Content-Type",
                                      "application/timestamp-query")
                              .POST(HttpRequest.BodyPublishers.ofByteArray(
                                  request.getEncoded()))
                              .build(),
                          HttpResponse.BodyHandlers.ofByteArray())
                    .body();
            return new TimestampBinary(new TimeStampResponse(reply)
                                           .getTimeStampToken()
                                           .getEncoded());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String dssAsic(String[] job) throws Exception {
        SignatureAlgorithm how = SignatureAlgorithm.valueOf(job[2]);
        ASiCWithCAdESSignatureParameters p =
            new ASiCWithCAdESSignatureParameters();
        ASiCWithCAdESService service = new ASiCWithCAdESService(making);
        List<DSSDocument> documents = new ArrayList<>();
        CertificateToken own =
            DSSUtils.loadCertificate(new File(job[1] + ".crt"));

        for (int i = 7; i < job.length; i++) {
            documents.add(new FileDocument(job[i]));
        }
        service.setTspSource((hash, digest) -> stamp(job[5], hash, digest));
        p.aSiC().setContainerType(job[3].equals("E")
                                      ? ASiCContainerType.ASiC_E
                                      : ASiCContainerType.ASiC_S);
        p.setSignatureLevel(
            SignatureLevel.valueOf("CAdES_BASELINE_" + job[4]));
        p.setSigningCertificate(own);
        p.setCertificateChain(
            own, DSSUtils.loadCertificate(new File("middle.crt")));
        p.setDigestAlgorithm(how.getDigestAlgorithm());
        p.setEncryptionAlgorithm(how.getEncryptionAlgorithm());
        ToBeSigned bytes = service.getDataToSign(documents, p);
        SignatureValue value =
            new SignatureValue(how, sign(how, key(job[1]), bytes.getBytes()));
        service.signDocument(documents, p, value).save(job[6]);
        return "signed";
    }

    private static byte[] sign(SignatureAlgorithm how, PrivateKey key,
            byte[] bytes) throws Exception {
        Signature s = Signature.getInstance(how.getJCEId(), BC);

        s.initSign(key);
        s.update(bytes);
        return s.sign();
    }

    /* ---- BouncyCastle ---- */

    private static byte[] bytes(String file) throws Exception {
        return Files.readAllBytes(Path.of(file));
    }

    private static String bc(String[] job) throws Exception {
        CMSSignedData cms = job.length > 2
            ? new CMSSignedData(new CMSProcessableByteArray(bytes(job[2])),
                                bytes(job[1]))
            : new CMSSignedData(bytes(job[1]));
        boolean good = cms.getSignerInfos().size() > 0;

        for (SignerInformation s : cms.getSignerInfos()) {
            @SuppressWarnings("unchecked")
            var found = cms.getCertificates().getMatches(s.getSID());
            var own = (X509CertificateHolder) found.iterator().next();

            good &= s.verify(new JcaSimpleSignerInfoVerifierBuilder()
                                 .setProvider(BC)
                                 .build(own));
        }
        return good ? "PASSED" : "FAILED";
    }

    private static String bcCounter(String file) throws Exception {
        CMSSignedData cms = new CMSSignedData(bytes(file));
        StringBuilder out = new StringBuilder();

        for (SignerInformation s : cms.getSignerInfos()) {
            for (SignerInformation c : s.getCounterSignatures()) {
                @SuppressWarnings("unchecked")
                var found = cms.getCertificates().getMatches(c.getSID());
                var own = (X509CertificateHolder) found.iterator().next();
                boolean good;

                try {
                    good = c.verify(new JcaSimpleSignerInfoVerifierBuilder()
                                        .setProvider(BC)
                                        .build(own));
                } catch (CMSException e) {
                    good = false;
                }
                out.append(out.length() == 0 ? "" : " ")
                    .append(good ? "good" : "bad");
            }
        }
        return out.length() == 0 ? "none" : out.toString();
    }

    /* The attribute that CAdES wants and BouncyCastle leaves to its users. */
    private static AttributeTable attributes(X509CertificateHolder own)
            throws Exception {
        byte[] hash =
            MessageDigest.getInstance("SHA-256").digest(own.getEncoded());
        ASN1EncodableVector all = new ASN1EncodableVector();

        all.add(new Attribute(
            PKCSObjectIdentifiers.id_aa_signingCertificateV2,
            new DERSet(new SigningCertificateV2(new ESSCertIDv2(hash)))));
        return new AttributeTable(all);
    }

    private static String bcSign(String name, String alg, String form,
            String in, String out) throws Exception {
        String how = SignatureAlgorithm.valueOf(alg).getJCEId();
        X509CertificateHolder own = certificate(name);
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        var signer = new JcaContentSignerBuilder(how).setProvider(BC);
        var digests = new JcaDigestCalculatorProviderBuilder().setProvider(BC);
        var info = new JcaSignerInfoGeneratorBuilder(digests.build());

        info.setSignedAttributeGenerator(
            new DefaultSignedAttributeTableGenerator(attributes(own)));
        generator.addSignerInfoGenerator(
            info.build(signer.build(key(name)), own));
        generator.addCertificate(own);
        generator.addCertificate(certificate("middle"));
        CMSSignedData cms = generator.generate(
            new CMSProcessableByteArray(bytes(in)), form.equals("attached"));
        Files.write(Path.of(out), cms.getEncoded("DER"));
        return "signed";
    }

    /* ---- files ---- */

    private static Object pem(String file) throws Exception {
        try (Reader r = new FileReader(file); PEMParser p = new PEMParser(r)) {
            return p.readObject();
        }
    }

    private static PrivateKey key(String name) throws Exception {
        return new JcaPEMKeyConverter().setProvider(BC).getPrivateKey(
            (PrivateKeyInfo) pem(name + ".key"));
    }

    private static X509CertificateHolder certificate(String name)
            throws Exception {
        return (X509CertificateHolder) pem(name + ".crt");
    }
}
