"""The authors' workbench: drafts, previews, certificates, versions; knows no attempts."""
