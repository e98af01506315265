using System.Xml.Linq;

namespace PikeLpn;

/// <summary>One inference: the index of the largest output.</summary>
internal delegate int Classifier(ReadOnlySpan<byte> image);

/// <summary>A network to be shown.</summary>
/// <param name="Name">Its class.</param>
/// <param name="InputLength">The bytes of an image.</param>
/// <param name="ModelBytes">The bytes of its weights and constants.</param>
/// <param name="ScratchBytes">The bytes of its scratch memory.</param>
/// <param name="Classify">Infers.</param>
internal sealed record Network(string Name, int InputLength, int ModelBytes, int ScratchBytes, Classifier Classify)
{
    /// <summary>Gets the networks of this build, the smallest last.</summary>
    public static IReadOnlyList<Network> All { get; } =
    [
        new(nameof(PikeLpn1x), PikeLpn1x.InputLength, PikeLpn1x.ModelBytes, PikeLpn1x.ScratchBytes, PikeLpn1x.Classify),
#if PIKELPN_2X
        new(nameof(PikeLpn2x), PikeLpn2x.InputLength, PikeLpn2x.ModelBytes, PikeLpn2x.ScratchBytes, PikeLpn2x.Classify),
#endif
#if PIKELPN_WIDE
        new(nameof(PikeLpn3x), PikeLpn3x.InputLength, PikeLpn3x.ModelBytes, PikeLpn3x.ScratchBytes, PikeLpn3x.Classify),
        new(nameof(PikeLpn6x), PikeLpn6x.InputLength, PikeLpn6x.ModelBytes, PikeLpn6x.ScratchBytes, PikeLpn6x.Classify),
#endif
        new(nameof(PikeLpnSmall), PikeLpnSmall.InputLength, PikeLpnSmall.ModelBytes, PikeLpnSmall.ScratchBytes, PikeLpnSmall.Classify),
    ];

    /// <summary>Gets the layer table, which the generator wrote into the remarks of the class.</summary>
    public string LayerTable
    {
        get
        {
            var documentation = XDocument.Load(Path.ChangeExtension(typeof(Network).Assembly.Location, ".xml"));
            var member = documentation.Descendants("member").Single(m => string.Equals((string?)m.Attribute("name"), "T:PikeLpn." + Name, StringComparison.Ordinal));
            var lines = string.Concat(member.Elements("remarks").Select(r => r.Value)).Split('\n').Where(line => line.Trim().Length > 0).ToList();
            var indent = lines.Min(line => line.Length - line.TrimStart().Length);
            return string.Join('\n', lines.Select(line => line[indent..].TrimEnd()));
        }
    }
}
