using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace RetentionApp.Shops.Keys;

internal sealed class KeyWrap(WrappingKeys keys) : IXmlEncryptor
{
    internal const string Element = "wrapped";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement) =>
        new(new XElement(Element, keys.Wrap(plaintextElement.ToString(SaveOptions.DisableFormatting))), typeof(KeyUnwrap));
}

/// <summary>Data Protection makes it by its name, which is stored beside every wrapped key: renaming it needs a migration.</summary>
internal sealed class KeyUnwrap(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) =>
        XElement.Parse(services.GetRequiredService<WrappingKeys>().Unwrap(encryptedElement.Value, out _));
}
