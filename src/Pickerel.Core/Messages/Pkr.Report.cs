namespace Pickerel.Core.Messages;

/// <summary>PKR1110 to PKR1119 and PKR2021: reports of cost.</summary>
public static partial class Pkr
{
    public static readonly Message NoDescriptions = new(
        "PKR1110",
        "No description of a network",
        "'{0}' holds no NETWORK.Description.g.cs: build with PickerelReport=true, or with EmitCompilerGeneratedFiles=true, and name the folder of generated files");

    public static readonly Message ReportFileMalformed = new(
        "PKR1111",
        "Report file that cannot be used",
        "The report stopped at this file: {0}: build the network again with this version of Pickerel, or make the baseline anew");

    public static readonly Message DearerThanBaseline = new(
        "PKR2021",
        "Dearer than the baseline",
        "Network '{0}' got dearer: {1}");
}
