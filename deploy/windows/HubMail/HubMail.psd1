@{
    RootModule        = 'HubMail.psm1'
    ModuleVersion     = '0.2.0'
    GUID              = '5d0d9d0e-8f8b-4a53-9a0c-6f3d0a0d7c41'
    Author            = 'hubmail contributors'
    Description       = 'Sets up the outgoing mail of Hub and proves that it works.'
    PowerShellVersion = '5.1'
    FunctionsToExport = @('Install-HubMail', 'Get-HubMail', 'Set-HubMail', 'Test-HubMail')
    CmdletsToExport   = @()
    VariablesToExport = @()
    AliasesToExport   = @()
}
