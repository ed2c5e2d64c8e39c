BEGIN TRANSACTION;
CREATE TABLE access_tokens (
	id INTEGER NOT NULL, 
	site_id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	counter_id INTEGER, 
	hall_id INTEGER, 
	agency_id INTEGER, 
	digest VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by VARCHAR NOT NULL, 
	revoked_at DATETIME, 
	CONSTRAINT pk_access_tokens PRIMARY KEY (id), 
	CONSTRAINT ck_access_tokens_role CHECK (role IN ('counter', 'supervisor', 'manager', 'survey', 'admin', 'auditor', 'integrator', 'kiosk', 'display')), 
	CONSTRAINT fk_access_tokens_agency_id FOREIGN KEY(agency_id) REFERENCES agencies (id), 
	CONSTRAINT fk_access_tokens_counter_id FOREIGN KEY(counter_id) REFERENCES counters (id), 
	CONSTRAINT fk_access_tokens_hall_id FOREIGN KEY(hall_id) REFERENCES halls (id), 
	CONSTRAINT fk_access_tokens_site_id FOREIGN KEY(site_id) REFERENCES sites (id), 
	CONSTRAINT uq_access_tokens_digest UNIQUE (digest)
);
INSERT INTO "access_tokens" VALUES(1,1,'C1','counter',1,NULL,NULL,'24c2ee7c1591bb99a697fcc3038601982ae42b224cedbf57585f92fe68291c12','2026-11-22 01:53:06.939839','drill',NULL);
INSERT INTO "access_tokens" VALUES(2,1,'C2','counter',2,NULL,NULL,'56b6cbc7d5e9cfbbf2ac0dd3de31cd281a9afced02fc9477dbb56ba37f7d3542','2026-11-22 01:53:06.944359','drill',NULL);
INSERT INTO "access_tokens" VALUES(3,1,'C3','counter',3,NULL,NULL,'3c53092756dbe0e172abce869bede3711aae06484773c9f4f2013e9cd0dc8053','2026-11-22 01:53:06.945727','drill',NULL);
INSERT INTO "access_tokens" VALUES(4,1,'C4','counter',4,NULL,NULL,'388f255544c15cd4147510cd212c7d917340b0d32e4dd5202b36797291e56416','2026-11-22 01:53:06.946275','drill',NULL);
INSERT INTO "access_tokens" VALUES(5,1,'C5','counter',5,NULL,NULL,'56f7b0c64acf4f784444f6941e3cb94fa66d4fcd0586498f76db5dc1f90ffe4f','2026-11-22 01:53:06.952415','drill',NULL);
INSERT INTO "access_tokens" VALUES(6,1,'C6','counter',6,NULL,NULL,'549a8ee5e008981900d15b7563a2a8adfa68fdf5c63a63503011ce1502f9e4c0','2026-11-22 01:53:06.953246','drill',NULL);
INSERT INTO "access_tokens" VALUES(7,1,'C7','counter',7,NULL,NULL,'834f1a6b143d77f1046ce2e5fa9e9f7d375cf4c30af6b5a820fac88d112dacf4','2026-11-22 01:53:06.953747','drill',NULL);
INSERT INTO "access_tokens" VALUES(8,1,'C8','counter',8,NULL,NULL,'1f806e24f15d2262acb57926f61c543fad3cd046afde3af688c192c5b0a18d25','2026-11-22 01:53:06.954230','drill',NULL);
INSERT INTO "access_tokens" VALUES(9,1,'C9','counter',9,NULL,NULL,'82a7f098223d11b5d44239945a30c49c393637bdb92a7050c8a2454e16aa8cb9','2026-11-22 01:53:06.959201','drill',NULL);
INSERT INTO "access_tokens" VALUES(10,1,'C10','counter',10,NULL,NULL,'3e23e904b819e9d1fb2efbcfd9c98e5267a13851a535336116f10c926e87f7f9','2026-11-22 01:53:06.959893','drill',NULL);
INSERT INTO "access_tokens" VALUES(11,1,'C11','counter',11,NULL,NULL,'a23567473762932eb9c0e4769c180269e433e55cfab25194490a25db6262eb50','2026-11-22 01:53:06.960392','drill',NULL);
INSERT INTO "access_tokens" VALUES(12,1,'C12','counter',12,NULL,NULL,'b38e5111b53a0b4497efa12f71a4accb710f796ee69ea30a04460cffe6054022','2026-11-22 01:53:06.960837','drill',NULL);
INSERT INTO "access_tokens" VALUES(13,1,'C13','counter',13,NULL,NULL,'632f97d4e674b0691ddeb28ec14058eb827dc88aecad9f316d30d1c503efd348','2026-11-22 01:53:06.965027','drill',NULL);
INSERT INTO "access_tokens" VALUES(14,1,'C14','counter',14,NULL,NULL,'03b67e966248d1499333a947d41b7e6911571f5a0d516e905a6bb584625e55eb','2026-11-22 01:53:06.965611','drill',NULL);
INSERT INTO "access_tokens" VALUES(15,1,'C15','counter',15,NULL,NULL,'3f11b6f83b6f81cdc6980be0f21693454def28b66245232fefcb76e646e34554','2026-11-22 01:53:06.966088','drill',NULL);
INSERT INTO "access_tokens" VALUES(16,1,'C16','counter',16,NULL,NULL,'3fcf29f51cc92507cf2856cdb0add9f75948479cbefdb227976f7c00dbb3895d','2026-11-22 01:53:06.971762','drill',NULL);
INSERT INTO "access_tokens" VALUES(17,1,'C17','counter',17,NULL,NULL,'c60877280f7eecf4932ace0111f8eb35950f6e2ae16d81cfb870fc78195dad28','2026-11-22 01:53:06.972357','drill',NULL);
INSERT INTO "access_tokens" VALUES(18,1,'C18','counter',18,NULL,NULL,'831d4cacb821e9933c71f6597e9b806341c2356cb271f065a7b70661cb8f843a','2026-11-22 01:53:06.972789','drill',NULL);
INSERT INTO "access_tokens" VALUES(19,1,'C19','counter',19,NULL,NULL,'c5fc15deb33f1198fc2f4138bc7f7fe2f820c0d27e8c86c04447b897f4cade71','2026-11-22 01:53:06.973219','drill',NULL);
INSERT INTO "access_tokens" VALUES(20,1,'C20','counter',20,NULL,NULL,'b7f26e122312baf6ec05c31ec270b53db64edfc02c4f6bca5346457d2e111533','2026-11-22 01:53:06.973623','drill',NULL);
INSERT INTO "access_tokens" VALUES(21,1,'C21','counter',21,NULL,NULL,'7615fba1adf80f2586be31e9cd8b5c56662f46dbe67a2a0727726a7aedecfe42','2026-11-22 01:53:06.974065','drill',NULL);
INSERT INTO "access_tokens" VALUES(22,1,'C22','counter',22,NULL,NULL,'8f41ff3e6ed06abd08ff5a374162200fe5d07215fe20ee604348954e45959471','2026-11-22 01:53:06.974489','drill',NULL);
INSERT INTO "access_tokens" VALUES(23,1,'C23','counter',23,NULL,NULL,'6732debc853c6ed82926ac7f4b20091d624e16930f1ef28e2a9901630c61a907','2026-11-22 01:53:06.979684','drill',NULL);
INSERT INTO "access_tokens" VALUES(24,1,'C24','counter',24,NULL,NULL,'937006b02df9f4b780eb77775b7a4737d136f05aa6f439b00a2c10de6afbfa47','2026-11-22 01:53:06.980216','drill',NULL);
INSERT INTO "access_tokens" VALUES(25,1,'C25','counter',25,NULL,NULL,'6bf5305e4ed91dffcbf2bf4e3d6e41102be80710e0c378e3a100963c4b950d03','2026-11-22 01:53:06.980642','drill',NULL);
INSERT INTO "access_tokens" VALUES(26,1,'C26','counter',26,NULL,NULL,'af389205196a36d4bf336277e87404b4d346c62c83433a9dc77f30ab8f2c7660','2026-11-22 01:53:06.981063','drill',NULL);
INSERT INTO "access_tokens" VALUES(27,1,'C27','counter',27,NULL,NULL,'fbb9f36ad03b3d4770f81fd726d4df39dc4eccea965d573df313a4afbf0f226e','2026-11-22 01:53:06.981481','drill',NULL);
INSERT INTO "access_tokens" VALUES(28,1,'C28','counter',28,NULL,NULL,'9072ee3d0f753b68185aa54417b8d13e5090f2494531c6622680637e0603ae0e','2026-11-22 01:53:06.981895','drill',NULL);
INSERT INTO "access_tokens" VALUES(29,1,'C29','counter',29,NULL,NULL,'f53a53940673cdf6d913b482c1cec0605ff897131b2632503ddbe80db02d128f','2026-11-22 01:53:06.982352','drill',NULL);
INSERT INTO "access_tokens" VALUES(30,1,'C30','counter',30,NULL,NULL,'3a3ed01e4e644f489e346ac681697c832a532183ba4733440065cedc0899850f','2026-11-22 01:53:06.990922','drill',NULL);
INSERT INTO "access_tokens" VALUES(31,1,'C31','counter',31,NULL,NULL,'ad7eb3267dae6c2137365a4462e3c38178660ed9fbb063f92324fab6578f5375','2026-11-22 01:53:06.991549','drill',NULL);
INSERT INTO "access_tokens" VALUES(32,1,'C32','counter',32,NULL,NULL,'7738b842072c52c67dffc5af180584767dbd5c8e3170039d6992cc04d4b2b11c','2026-11-22 01:53:06.992029','drill',NULL);
INSERT INTO "access_tokens" VALUES(33,1,'kiosk','kiosk',NULL,NULL,NULL,'a74579cfc2ffb56b8ea5ae8439c61054dc069cb82bf42d0dfc18017bd3d3c4a6','2026-11-22 01:53:06.992466','drill',NULL);
INSERT INTO "access_tokens" VALUES(34,1,'display','display',NULL,NULL,NULL,'57715ac4ae9f10b36d7ef44c23d0f3feb0df214389772af598a139692235e549','2026-11-22 01:53:06.992902','drill',NULL);
INSERT INTO "access_tokens" VALUES(35,1,'supervisor','supervisor',NULL,NULL,NULL,'120b4c8a9650b6496e2d9d624ea43b3a17bc21d6d92723c8dd330cd0cc612682','2026-11-22 01:53:06.993342','drill',NULL);
INSERT INTO "access_tokens" VALUES(36,1,'manager','manager',NULL,NULL,NULL,'eda4fab8446395ca7d40f8ca8aee7bf9b3a14135e862c3708867de5777a9a09f','2026-11-22 01:53:06.993743','drill',NULL);
INSERT INTO "access_tokens" VALUES(37,1,'admin','admin',NULL,NULL,NULL,'99fa43614cea8880069d9899e91a421661064ed6a3e6bed1e57cf0dd3c225f56','2026-11-22 01:53:06.994160','drill',NULL);
CREATE TABLE agencies (
	id INTEGER NOT NULL, 
	site_id INTEGER NOT NULL, 
	code VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	short_name VARCHAR NOT NULL, 
	category VARCHAR NOT NULL, 
	source_url VARCHAR NOT NULL, 
	certainty VARCHAR NOT NULL, 
	hours_certainty VARCHAR NOT NULL, 
	active BOOLEAN NOT NULL, 
	CONSTRAINT pk_agencies PRIMARY KEY (id), 
	CONSTRAINT fk_agencies_site_id FOREIGN KEY(site_id) REFERENCES sites (id), 
	CONSTRAINT uq_agencies_site_id_code UNIQUE (site_id, code)
);
INSERT INTO "agencies" VALUES(1,1,'KTR','Kantor Simulasi Bench','Simulasi','lainnya','','typical','assumed',1);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE audit_entries (
	id INTEGER NOT NULL, 
	site_id INTEGER, 
	at DATETIME NOT NULL, 
	"by" VARCHAR NOT NULL, 
	action VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	data JSON NOT NULL, 
	CONSTRAINT pk_audit_entries PRIMARY KEY (id), 
	CONSTRAINT fk_audit_entries_site_id FOREIGN KEY(site_id) REFERENCES sites (id)
);
INSERT INTO "audit_entries" VALUES(1,1,'2026-11-22 01:53:06.944202','drill','token-created','token:1','{"role": "counter", "counter_id": 1, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(2,1,'2026-11-22 01:53:06.945635','drill','token-created','token:2','{"role": "counter", "counter_id": 2, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(3,1,'2026-11-22 01:53:06.946213','drill','token-created','token:3','{"role": "counter", "counter_id": 3, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(4,1,'2026-11-22 01:53:06.952298','drill','token-created','token:4','{"role": "counter", "counter_id": 4, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(5,1,'2026-11-22 01:53:06.953170','drill','token-created','token:5','{"role": "counter", "counter_id": 5, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(6,1,'2026-11-22 01:53:06.953687','drill','token-created','token:6','{"role": "counter", "counter_id": 6, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(7,1,'2026-11-22 01:53:06.954166','drill','token-created','token:7','{"role": "counter", "counter_id": 7, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(8,1,'2026-11-22 01:53:06.954625','drill','token-created','token:8','{"role": "counter", "counter_id": 8, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(9,1,'2026-11-22 01:53:06.959830','drill','token-created','token:9','{"role": "counter", "counter_id": 9, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(10,1,'2026-11-22 01:53:06.960337','drill','token-created','token:10','{"role": "counter", "counter_id": 10, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(11,1,'2026-11-22 01:53:06.960785','drill','token-created','token:11','{"role": "counter", "counter_id": 11, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(12,1,'2026-11-22 01:53:06.964914','drill','token-created','token:12','{"role": "counter", "counter_id": 12, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(13,1,'2026-11-22 01:53:06.965552','drill','token-created','token:13','{"role": "counter", "counter_id": 13, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(14,1,'2026-11-22 01:53:06.966033','drill','token-created','token:14','{"role": "counter", "counter_id": 14, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(15,1,'2026-11-22 01:53:06.971665','drill','token-created','token:15','{"role": "counter", "counter_id": 15, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(16,1,'2026-11-22 01:53:06.972299','drill','token-created','token:16','{"role": "counter", "counter_id": 16, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(17,1,'2026-11-22 01:53:06.972742','drill','token-created','token:17','{"role": "counter", "counter_id": 17, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(18,1,'2026-11-22 01:53:06.973171','drill','token-created','token:18','{"role": "counter", "counter_id": 18, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(19,1,'2026-11-22 01:53:06.973577','drill','token-created','token:19','{"role": "counter", "counter_id": 19, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(20,1,'2026-11-22 01:53:06.974015','drill','token-created','token:20','{"role": "counter", "counter_id": 20, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(21,1,'2026-11-22 01:53:06.974444','drill','token-created','token:21','{"role": "counter", "counter_id": 21, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(22,1,'2026-11-22 01:53:06.979589','drill','token-created','token:22','{"role": "counter", "counter_id": 22, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(23,1,'2026-11-22 01:53:06.980161','drill','token-created','token:23','{"role": "counter", "counter_id": 23, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(24,1,'2026-11-22 01:53:06.980596','drill','token-created','token:24','{"role": "counter", "counter_id": 24, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(25,1,'2026-11-22 01:53:06.981012','drill','token-created','token:25','{"role": "counter", "counter_id": 25, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(26,1,'2026-11-22 01:53:06.981432','drill','token-created','token:26','{"role": "counter", "counter_id": 26, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(27,1,'2026-11-22 01:53:06.981849','drill','token-created','token:27','{"role": "counter", "counter_id": 27, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(28,1,'2026-11-22 01:53:06.982303','drill','token-created','token:28','{"role": "counter", "counter_id": 28, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(29,1,'2026-11-22 01:53:06.990817','drill','token-created','token:29','{"role": "counter", "counter_id": 29, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(30,1,'2026-11-22 01:53:06.991486','drill','token-created','token:30','{"role": "counter", "counter_id": 30, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(31,1,'2026-11-22 01:53:06.991960','drill','token-created','token:31','{"role": "counter", "counter_id": 31, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(32,1,'2026-11-22 01:53:06.992416','drill','token-created','token:32','{"role": "counter", "counter_id": 32, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(33,1,'2026-11-22 01:53:06.992855','drill','token-created','token:33','{"role": "kiosk", "counter_id": null, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(34,1,'2026-11-22 01:53:06.993293','drill','token-created','token:34','{"role": "display", "counter_id": null, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(35,1,'2026-11-22 01:53:06.993697','drill','token-created','token:35','{"role": "supervisor", "counter_id": null, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(36,1,'2026-11-22 01:53:06.994112','drill','token-created','token:36','{"role": "manager", "counter_id": null, "hall_id": null, "agency_id": null}');
INSERT INTO "audit_entries" VALUES(37,1,'2026-11-22 01:53:06.994541','drill','token-created','token:37','{"role": "admin", "counter_id": null, "hall_id": null, "agency_id": null}');
CREATE TABLE catalogue_changes (
	id INTEGER NOT NULL, 
	site_id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	"by" VARCHAR NOT NULL, 
	summary JSON NOT NULL, 
	CONSTRAINT pk_catalogue_changes PRIMARY KEY (id), 
	CONSTRAINT fk_catalogue_changes_site_id FOREIGN KEY(site_id) REFERENCES sites (id)
);
INSERT INTO "catalogue_changes" VALUES(1,1,'2026-11-22 01:53:06.889104','operator','{"site": "simulasi", "counts": {"site": {"added": 1}, "halls": {"added": 1}, "lines": {"added": 4}, "agencies": {"added": 1}, "services": {"added": 4}, "counters": {"added": 32}}, "changes": [{"table": "site", "key": "simulasi", "kind": "added"}, {"table": "halls", "key": "H1", "kind": "added"}, {"table": "lines", "key": "A", "kind": "added"}, {"table": "lines", "key": "R", "kind": "added"}, {"table": "lines", "key": "M", "kind": "added"}, {"table": "lines", "key": "L", "kind": "added"}, {"table": "agencies", "key": "KTR", "kind": "added"}, {"table": "services", "key": "S1", "kind": "added"}, {"table": "services", "key": "S2", "kind": "added"}, {"table": "services", "key": "S3", "kind": "added"}, {"table": "services", "key": "S4", "kind": "added"}, {"table": "counters", "key": "C1", "kind": "added"}, {"table": "counters", "key": "C2", "kind": "added"}, {"table": "counters", "key": "C3", "kind": "added"}, {"table": "counters", "key": "C4", "kind": "added"}, {"table": "counters", "key": "C5", "kind": "added"}, {"table": "counters", "key": "C6", "kind": "added"}, {"table": "counters", "key": "C7", "kind": "added"}, {"table": "counters", "key": "C8", "kind": "added"}, {"table": "counters", "key": "C9", "kind": "added"}, {"table": "counters", "key": "C10", "kind": "added"}, {"table": "counters", "key": "C11", "kind": "added"}, {"table": "counters", "key": "C12", "kind": "added"}, {"table": "counters", "key": "C13", "kind": "added"}, {"table": "counters", "key": "C14", "kind": "added"}, {"table": "counters", "key": "C15", "kind": "added"}, {"table": "counters", "key": "C16", "kind": "added"}, {"table": "counters", "key": "C17", "kind": "added"}, {"table": "counters", "key": "C18", "kind": "added"}, {"table": "counters", "key": "C19", "kind": "added"}, {"table": "counters", "key": "C20", "kind": "added"}, {"table": "counters", "key": "C21", "kind": "added"}, {"table": "counters", "key": "C22", "kind": "added"}, {"table": "counters", "key": "C23", "kind": "added"}, {"table": "counters", "key": "C24", "kind": "added"}, {"table": "counters", "key": "C25", "kind": "added"}, {"table": "counters", "key": "C26", "kind": "added"}, {"table": "counters", "key": "C27", "kind": "added"}, {"table": "counters", "key": "C28", "kind": "added"}, {"table": "counters", "key": "C29", "kind": "added"}, {"table": "counters", "key": "C30", "kind": "added"}, {"table": "counters", "key": "C31", "kind": "added"}, {"table": "counters", "key": "C32", "kind": "added"}], "warnings": []}');
CREATE TABLE clock_anchor (
	id INTEGER NOT NULL, 
	start DATETIME NOT NULL, 
	anchor DATETIME NOT NULL, 
	speed DOUBLE NOT NULL, 
	CONSTRAINT pk_clock_anchor PRIMARY KEY (id)
);
INSERT INTO "clock_anchor" VALUES(1,'2026-11-23 02:40:00.000000','2026-11-22 01:53:23.131119',1.0);
CREATE TABLE closures (
	id INTEGER NOT NULL, 
	site_id INTEGER NOT NULL, 
	agency_id INTEGER, 
	day DATE NOT NULL, 
	reason VARCHAR NOT NULL, 
	CONSTRAINT pk_closures PRIMARY KEY (id), 
	CONSTRAINT fk_closures_agency_id FOREIGN KEY(agency_id) REFERENCES agencies (id), 
	CONSTRAINT fk_closures_site_id FOREIGN KEY(site_id) REFERENCES sites (id), 
	CONSTRAINT uq_closures_site_id_day_agency_id UNIQUE (site_id, day, agency_id)
);
CREATE TABLE contacts (
	ticket_key INTEGER NOT NULL, 
	site_id INTEGER NOT NULL, 
	sealed VARCHAR(200) NOT NULL, 
	consent VARCHAR(20) NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_contacts PRIMARY KEY (ticket_key), 
	CONSTRAINT fk_contacts_site_id FOREIGN KEY(site_id) REFERENCES sites (id), 
	CONSTRAINT fk_contacts_ticket_key FOREIGN KEY(ticket_key) REFERENCES tickets ("key")
);
INSERT INTO "contacts" VALUES(15,1,'gAAAAABrAksYxA_4Ag4NQpvubCedmwH4WrUOyns8cCtjK09zwiY7Nn9SXd4f8ObPB2zhW6RgGglvQsyW-WLzAXULbPYtWLeIKQ==','2026-11','2026-11-23 02:40:05.252091');
CREATE TABLE counter_services (
	counter_id INTEGER NOT NULL, 
	service_id INTEGER NOT NULL, 
	CONSTRAINT pk_counter_services PRIMARY KEY (counter_id, service_id), 
	CONSTRAINT fk_counter_services_counter_id FOREIGN KEY(counter_id) REFERENCES counters (id), 
	CONSTRAINT fk_counter_services_service_id FOREIGN KEY(service_id) REFERENCES services (id)
);
INSERT INTO "counter_services" VALUES(1,1);
INSERT INTO "counter_services" VALUES(1,2);
INSERT INTO "counter_services" VALUES(1,3);
INSERT INTO "counter_services" VALUES(1,4);
INSERT INTO "counter_services" VALUES(2,1);
INSERT INTO "counter_services" VALUES(2,2);
INSERT INTO "counter_services" VALUES(2,3);
INSERT INTO "counter_services" VALUES(2,4);
INSERT INTO "counter_services" VALUES(3,1);
INSERT INTO "counter_services" VALUES(3,2);
INSERT INTO "counter_services" VALUES(3,3);
INSERT INTO "counter_services" VALUES(3,4);
INSERT INTO "counter_services" VALUES(4,1);
INSERT INTO "counter_services" VALUES(4,2);
INSERT INTO "counter_services" VALUES(4,3);
INSERT INTO "counter_services" VALUES(4,4);
INSERT INTO "counter_services" VALUES(5,1);
INSERT INTO "counter_services" VALUES(5,2);
INSERT INTO "counter_services" VALUES(5,3);
INSERT INTO "counter_services" VALUES(5,4);
INSERT INTO "counter_services" VALUES(6,1);
INSERT INTO "counter_services" VALUES(6,2);
INSERT INTO "counter_services" VALUES(6,3);
INSERT INTO "counter_services" VALUES(6,4);
INSERT INTO "counter_services" VALUES(7,1);
INSERT INTO "counter_services" VALUES(7,2);
INSERT INTO "counter_services" VALUES(7,3);
INSERT INTO "counter_services" VALUES(7,4);
INSERT INTO "counter_services" VALUES(8,1);
INSERT INTO "counter_services" VALUES(8,2);
INSERT INTO "counter_services" VALUES(8,3);
INSERT INTO "counter_services" VALUES(8,4);
INSERT INTO "counter_services" VALUES(9,1);
INSERT INTO "counter_services" VALUES(9,2);
INSERT INTO "counter_services" VALUES(9,3);
INSERT INTO "counter_services" VALUES(9,4);
INSERT INTO "counter_services" VALUES(10,1);
INSERT INTO "counter_services" VALUES(10,2);
INSERT INTO "counter_services" VALUES(10,3);
INSERT INTO "counter_services" VALUES(10,4);
INSERT INTO "counter_services" VALUES(11,1);
INSERT INTO "counter_services" VALUES(11,2);
INSERT INTO "counter_services" VALUES(11,3);
INSERT INTO "counter_services" VALUES(11,4);
INSERT INTO "counter_services" VALUES(12,1);
INSERT INTO "counter_services" VALUES(12,2);
INSERT INTO "counter_services" VALUES(12,3);
INSERT INTO "counter_services" VALUES(12,4);
INSERT INTO "counter_services" VALUES(13,1);
INSERT INTO "counter_services" VALUES(13,2);
INSERT INTO "counter_services" VALUES(13,3);
INSERT INTO "counter_services" VALUES(13,4);
INSERT INTO "counter_services" VALUES(14,1);
INSERT INTO "counter_services" VALUES(14,2);
INSERT INTO "counter_services" VALUES(14,3);
INSERT INTO "counter_services" VALUES(14,4);
INSERT INTO "counter_services" VALUES(15,1);
INSERT INTO "counter_services" VALUES(15,2);
INSERT INTO "counter_services" VALUES(15,3);
INSERT INTO "counter_services" VALUES(15,4);
INSERT INTO "counter_services" VALUES(16,1);
INSERT INTO "counter_services" VALUES(16,2);
INSERT INTO "counter_services" VALUES(16,3);
INSERT INTO "counter_services" VALUES(16,4);
INSERT INTO "counter_services" VALUES(17,1);
INSERT INTO "counter_services" VALUES(17,2);
INSERT INTO "counter_services" VALUES(17,3);
INSERT INTO "counter_services" VALUES(17,4);
INSERT INTO "counter_services" VALUES(18,1);
INSERT INTO "counter_services" VALUES(18,2);
INSERT INTO "counter_services" VALUES(18,3);
INSERT INTO "counter_services" VALUES(18,4);
INSERT INTO "counter_services" VALUES(19,1);
INSERT INTO "counter_services" VALUES(19,2);
INSERT INTO "counter_services" VALUES(19,3);
INSERT INTO "counter_services" VALUES(19,4);
INSERT INTO "counter_services" VALUES(20,1);
INSERT INTO "counter_services" VALUES(20,2);
INSERT INTO "counter_services" VALUES(20,3);
INSERT INTO "counter_services" VALUES(20,4);
INSERT INTO "counter_services" VALUES(21,1);
INSERT INTO "counter_services" VALUES(21,2);
INSERT INTO "counter_services" VALUES(21,3);
INSERT INTO "counter_services" VALUES(21,4);
INSERT INTO "counter_services" VALUES(22,1);
INSERT INTO "counter_services" VALUES(22,2);
INSERT INTO "counter_services" VALUES(22,3);
INSERT INTO "counter_services" VALUES(22,4);
INSERT INTO "counter_services" VALUES(23,1);
INSERT INTO "counter_services" VALUES(23,2);
INSERT INTO "counter_services" VALUES(23,3);
INSERT INTO "counter_services" VALUES(23,4);
INSERT INTO "counter_services" VALUES(24,1);
INSERT INTO "counter_services" VALUES(24,2);
INSERT INTO "counter_services" VALUES(24,3);
INSERT INTO "counter_services" VALUES(24,4);
INSERT INTO "counter_services" VALUES(25,1);
INSERT INTO "counter_services" VALUES(25,2);
INSERT INTO "counter_services" VALUES(25,3);
INSERT INTO "counter_services" VALUES(25,4);
INSERT INTO "counter_services" VALUES(26,1);
INSERT INTO "counter_services" VALUES(26,2);
INSERT INTO "counter_services" VALUES(26,3);
INSERT INTO "counter_services" VALUES(26,4);
INSERT INTO "counter_services" VALUES(27,1);
INSERT INTO "counter_services" VALUES(27,2);
INSERT INTO "counter_services" VALUES(27,3);
INSERT INTO "counter_services" VALUES(27,4);
INSERT INTO "counter_services" VALUES(28,1);
INSERT INTO "counter_services" VALUES(28,2);
INSERT INTO "counter_services" VALUES(28,3);
INSERT INTO "counter_services" VALUES(28,4);
INSERT INTO "counter_services" VALUES(29,1);
INSERT INTO "counter_services" VALUES(29,2);
INSERT INTO "counter_services" VALUES(29,3);
INSERT INTO "counter_services" VALUES(29,4);
INSERT INTO "counter_services" VALUES(30,1);
INSERT INTO "counter_services" VALUES(30,2);
INSERT INTO "counter_services" VALUES(30,3);
INSERT INTO "counter_services" VALUES(30,4);
INSERT INTO "counter_services" VALUES(31,1);
INSERT INTO "counter_services" VALUES(31,2);
INSERT INTO "counter_services" VALUES(31,3);
INSERT INTO "counter_services" VALUES(31,4);
INSERT INTO "counter_services" VALUES(32,1);
INSERT INTO "counter_services" VALUES(32,2);
INSERT INTO "counter_services" VALUES(32,3);
INSERT INTO "counter_services" VALUES(32,4);
CREATE TABLE counter_states (
	counter_id INTEGER NOT NULL, 
	site_id INTEGER NOT NULL, 
	day DATE NOT NULL, 
	status VARCHAR(8) NOT NULL, 
	service_ids JSON, 
	reason VARCHAR(80), 
	until DATETIME, 
	changed_at DATETIME NOT NULL, 
	since_priority INTEGER NOT NULL, 
	called_place BIGINT NOT NULL, 
	last_step JSON, 
	CONSTRAINT pk_counter_states PRIMARY KEY (counter_id), 
	CONSTRAINT ck_counter_states_reason CHECK ((status = 'PAUSED') = (reason IS NOT NULL)), 
	CONSTRAINT ck_counter_states_status CHECK (status IN ('OPEN', 'PAUSED', 'CLOSED')), 
	CONSTRAINT fk_counter_states_counter_id FOREIGN KEY(counter_id) REFERENCES counters (id), 
	CONSTRAINT fk_counter_states_site_id FOREIGN KEY(site_id) REFERENCES sites (id)
);
INSERT INTO "counter_states" VALUES(1,1,'2026-11-23','CLOSED',NULL,NULL,NULL,'2026-11-23 02:40:05.066053',1000003,47244640256,NULL);
INSERT INTO "counter_states" VALUES(2,1,'2026-11-23','OPEN',NULL,NULL,NULL,'2026-11-23 02:40:00.798735',1000002,42949672960,'{"verb": "finish", "at": "2026-11-23T09:40:04.512791+07:00", "since_priority": 1000002, "called_place": 42949672960, "tickets": [{"key": 10, "version": 3, "status": "SERVING", "restore": {"service_id": 4, "place": 42949672960, "counter_id": 2, "recalls": 0, "outcome": null, "missing": null, "note": null, "arrived_at": "2026-11-23T02:40:03.827515+00:00", "called_at": "2026-11-23T02:40:04.097810+00:00", "started_at": "2026-11-23T02:40:04.323498+00:00", "missed_at": null, "ended_at": null}}]}');
INSERT INTO "counter_states" VALUES(3,1,'2026-11-23','OPEN',NULL,NULL,NULL,'2026-11-23 02:40:00.885397',1000002,34359738368,'{"verb": "finish", "at": "2026-11-23T09:40:04.380595+07:00", "since_priority": 1000002, "called_place": 34359738368, "tickets": [{"key": 8, "version": 3, "status": "SERVING", "restore": {"service_id": 3, "place": 34359738368, "counter_id": 3, "recalls": 0, "outcome": null, "missing": null, "note": null, "arrived_at": "2026-11-23T02:40:03.570080+00:00", "called_at": "2026-11-23T02:40:03.757728+00:00", "started_at": "2026-11-23T02:40:04.142572+00:00", "missed_at": null, "ended_at": null}}]}');
CREATE TABLE counters (
	id INTEGER NOT NULL, 
	site_id INTEGER NOT NULL, 
	hall_id INTEGER NOT NULL, 
	agency_id INTEGER NOT NULL, 
	code VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	active BOOLEAN NOT NULL, 
	CONSTRAINT pk_counters PRIMARY KEY (id), 
	CONSTRAINT fk_counters_agency_id FOREIGN KEY(agency_id) REFERENCES agencies (id), 
	CONSTRAINT fk_counters_hall_id FOREIGN KEY(hall_id) REFERENCES halls (id), 
	CONSTRAINT fk_counters_site_id FOREIGN KEY(site_id) REFERENCES sites (id), 
	CONSTRAINT uq_counters_site_id_code UNIQUE (site_id, code)
);
INSERT INTO "counters" VALUES(1,1,1,1,'C1',1,'Loket 1',1);
INSERT INTO "counters" VALUES(2,1,1,1,'C2',2,'Loket 2',1);
INSERT INTO "counters" VALUES(3,1,1,1,'C3',3,'Loket 3',1);
INSERT INTO "counters" VALUES(4,1,1,1,'C4',4,'Loket 4',1);
INSERT INTO "counters" VALUES(5,1,1,1,'C5',5,'Loket 5',1);
INSERT INTO "counters" VALUES(6,1,1,1,'C6',6,'Loket 6',1);
INSERT INTO "counters" VALUES(7,1,1,1,'C7',7,'Loket 7',1);
INSERT INTO "counters" VALUES(8,1,1,1,'C8',8,'Loket 8',1);
INSERT INTO "counters" VALUES(9,1,1,1,'C9',9,'Loket 9',1);
INSERT INTO "counters" VALUES(10,1,1,1,'C10',10,'Loket 10',1);
INSERT INTO "counters" VALUES(11,1,1,1,'C11',11,'Loket 11',1);
INSERT INTO "counters" VALUES(12,1,1,1,'C12',12,'Loket 12',1);
INSERT INTO "counters" VALUES(13,1,1,1,'C13',13,'Loket 13',1);
INSERT INTO "counters" VALUES(14,1,1,1,'C14',14,'Loket 14',1);
INSERT INTO "counters" VALUES(15,1,1,1,'C15',15,'Loket 15',1);
INSERT INTO "counters" VALUES(16,1,1,1,'C16',16,'Loket 16',1);
INSERT INTO "counters" VALUES(17,1,1,1,'C17',17,'Loket 17',1);
INSERT INTO "counters" VALUES(18,1,1,1,'C18',18,'Loket 18',1);
INSERT INTO "counters" VALUES(19,1,1,1,'C19',19,'Loket 19',1);
INSERT INTO "counters" VALUES(20,1,1,1,'C20',20,'Loket 20',1);
INSERT INTO "counters" VALUES(21,1,1,1,'C21',21,'Loket 21',1);
INSERT INTO "counters" VALUES(22,1,1,1,'C22',22,'Loket 22',1);
INSERT INTO "counters" VALUES(23,1,1,1,'C23',23,'Loket 23',1);
INSERT INTO "counters" VALUES(24,1,1,1,'C24',24,'Loket 24',1);
INSERT INTO "counters" VALUES(25,1,1,1,'C25',25,'Loket 25',1);
INSERT INTO "counters" VALUES(26,1,1,1,'C26',26,'Loket 26',1);
INSERT INTO "counters" VALUES(27,1,1,1,'C27',27,'Loket 27',1);
INSERT INTO "counters" VALUES(28,1,1,1,'C28',28,'Loket 28',1);
INSERT INTO "counters" VALUES(29,1,1,1,'C29',29,'Loket 29',1);
INSERT INTO "counters" VALUES(30,1,1,1,'C30',30,'Loket 30',1);
INSERT INTO "counters" VALUES(31,1,1,1,'C31',31,'Loket 31',1);
INSERT INTO "counters" VALUES(32,1,1,1,'C32',32,'Loket 32',1);
CREATE TABLE display_acks (
	site_id INTEGER NOT NULL, 
	event INTEGER NOT NULL, 
	display VARCHAR(40) NOT NULL, 
	shown_at DATETIME, 
	heard_at DATETIME, 
	CONSTRAINT pk_display_acks PRIMARY KEY (site_id, event, display), 
	CONSTRAINT fk_display_acks_event FOREIGN KEY(event) REFERENCES ticket_events (seq), 
	CONSTRAINT fk_display_acks_site_id FOREIGN KEY(site_id) REFERENCES sites (id)
);
CREATE TABLE halls (
	id INTEGER NOT NULL, 
	site_id INTEGER NOT NULL, 
	code VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	floor VARCHAR NOT NULL, 
	CONSTRAINT pk_halls PRIMARY KEY (id), 
	CONSTRAINT fk_halls_site_id FOREIGN KEY(site_id) REFERENCES sites (id), 
	CONSTRAINT uq_halls_site_id_code UNIQUE (site_id, code)
);
INSERT INTO "halls" VALUES(1,1,'H1','Ruang Layanan','1');
CREATE TABLE idempotent_answers (
	site_id INTEGER NOT NULL, 
	key_digest VARCHAR(64) NOT NULL, 
	request_digest VARCHAR(64) NOT NULL, 
	status INTEGER NOT NULL, 
	body TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_idempotent_answers PRIMARY KEY (site_id, key_digest), 
	CONSTRAINT fk_idempotent_answers_site_id FOREIGN KEY(site_id) REFERENCES sites (id)
);
INSERT INTO "idempotent_answers" VALUES(1,'6218aa952c28a9bb36742a128fab05dc10d6f95b28aac58f23075ee13fd532bb','2fde80ce87c0c4dd17353b86c1e402e275e37cbb3c8f7f3bf66c433f0800be66',204,'','2026-11-23 02:40:01.674474');
INSERT INTO "idempotent_answers" VALUES(1,'0dc8e89533577930d029509ebfa731d809133af7fa6a28f1fb04ca219611f810','2fde80ce87c0c4dd17353b86c1e402e275e37cbb3c8f7f3bf66c433f0800be66',204,'','2026-11-23 02:40:01.754145');
INSERT INTO "idempotent_answers" VALUES(1,'ce165109703de6afde2c09faa1bc9bfe5e36d12e770d71f77c0d384c34994f95','9038e322ada887396bbb42d5b02eead956d775d336947568ec7d2319c38afaaa',201,'gAAAAABrAksV0o4_vD0CC5edeuIFy2IY_v6hWkLDcaR8muxsowV1ZeYdtpkUkL5xcmThCtEPd_CnJsM4svbgVabudSPrY81wTyBzaK4IxakYkhWjgwZ17FC-Ot3_hxc_3iowYiK-hIaY1sgxvRBC0EeCThlZTV8-QPwNU-SOSiLrtO_ms17lIfDYVaRLm2_Tut-UEBw44dwufV7LyvzAqhLet1NCeCy0mB5Zgvre5V1pVguOHxcSf-KLVWah3AeHIncCWgqtN9UnVE79U74h3v0EvucH9k10UjiI4YKFgN3bsNdAX5rHw5zU6JzG3zTzB0zOc6XvVchaUZsVSe_ttRZB-Wq0ZlfPiF4XwwDpktMsREo2ZZ_l8NMr11BjB6C1tR1D0LoK9Em2NKKY4787ogGf9COsB0tl-txD2gNRHeJULBClR4ULtiZYsHrEuEvggDUT_2cXEWyFHvz5iaNyoHqzKdFfsB3avkY5TxC_BV-7kPeTrxiks3wsxZMvfe6Huyagzd9mMkQ6-YW1aHGJJ2Iuttcyvt9KToV5d1b5tsaGM6TMh0j7BGOQL-64-HTmPmb1LT3uUnRdQvZpOmLwXBbg680YEqXdU7nidi7v840JrVvJLfNVVCMQYzl20qAXTsLDCgRtoknreqHb6waNoUsknjM2HKwr3zyiPW5KeE_N9lWlkKJIEzaX9gb3_U1JMBM1gwRF896_RdsRAdt8OmtowDkOXT8J_1ueEkV-yAlmRoTUqGasDy789KWQuUqO9ELke-Co7GegcE8T6ZyH9RT_pVEs5_XE3qz0QUjXr2aUU1gROkB6PY_mq2-_EnkMIRLUvyu1ZVTpZcusSzzVdc5kD1Qpz0Not8UnYjhKH68RpZah3vnN1klQD9t36FwWSMkxGjzfrWQjyW-z_BFhnOGq9ekCI6Cn3FlI6DA5Gj4ttYtjb-nlVjLMJz8FggTk36j7eVTBYxaFkEuusdj8ekoPfWPH-a6-HJcvvCi6g30rQ6_3yBH_LDAwa3EAZJPJKAPzB6gd2-DmuDriLIpa9W7oI7d2WO0qV1oTKcd_M26fze8qQHzwBoa23xL7iBAikBd0V_c-SOs9CddfIAdV3qVhtxY5cxArBx-de-nuoEy3Lzf4Dq2aEMshN1-5rsWZUj0OYrsqJHCF7OQYrCGAJJQ1KZjKdnl0xA==','2026-11-23 02:40:01.917942');
INSERT INTO "idempotent_answers" VALUES(1,'693d49362f1489ebdb48a2fcda9152d172bbe7a80d3f598f16a3515077a1d985','2fde80ce87c0c4dd17353b86c1e402e275e37cbb3c8f7f3bf66c433f0800be66',204,'','2026-11-23 02:40:02.091654');
INSERT INTO "idempotent_answers" VALUES(1,'7316a8b6d31d9ff5e34c467d74d1917d24f75ea5be53cec0542e0d91d0d75f83','2fde80ce87c0c4dd17353b86c1e402e275e37cbb3c8f7f3bf66c433f0800be66',204,'','2026-11-23 02:40:02.145002');
INSERT INTO "idempotent_answers" VALUES(1,'21c188d3bb33dea9486a3722ee7c6426021afc072555783d4194280f120a73e7','2fde80ce87c0c4dd17353b86c1e402e275e37cbb3c8f7f3bf66c433f0800be66',204,'','2026-11-23 02:40:02.204860');
INSERT INTO "idempotent_answers" VALUES(1,'8217f044d149a14a4968714d1f22626328176b9848a580869869889290816a71','c56506c379b4cc70d86b0d77ddeedf2aec2f1c5c297465346438645977574519',201,'gAAAAABrAksVolbE7o6NDMimYzmem2LNgevmDTFT1LaeyIsCUHYgr6-ciyh5JdLQNZCL9HiOB_HaN0-_7HghldXZ7c2q9B9W9UFL64EbpMtluKItbrYyED5Wv9PUcS9Ho91n0mQ5LdfFyb6nKYcDv80JAc8eLpUFRLO5v3fCrN9RCcXCj_VBgWhRcCD9AvV8yJQgteXexwFCRbBe5p1-Nx-BPuVD31wS89yO03TVfLM4kKiQ2IDVeTvsf0d-kMyrCjQjCNArW5RlwAGqanTcKWbVgDlK4kduHFZAW4RUlczwmxXmiTNx8eT-TZKsk2bZRkRwK8F6iHJPVQ_0AqqnFp7KrbuHWYCsMfNgOA_YmhylJSoiseX4MSNzP-Pgxe4RfHIVPlGCg_ML4uEIUMOWticO3IF63bEzfi5JS1MrXOhfPbKnJFIahTXOHRq6_3EODzFb8uoytcnp-9bOCDSXbVB3Omo6D6Ode15SQwoUvT9BzCaVMhcve89AsLiDakzs14NhUdyiAHAK31x6uzLfbTLHpJI9-nvCO_9mKkdvkquRSg-Vn-F8q0HssxUs1566kHfA26D1lB6y5uacQqfGVZasYy6jr_ZLLkTy769pnrRJJq3vIhyzccQNFoxg6DHIRZr7XlMjRU5qnhrolwa9yA8pWe-taqOXJ_tRNnGYBB1d5g9ijUNLg4s877JK4F5cJ0jK9CVmpXpyc436PFerhH1iOZvtEnZazHobS-jmMd6JeW4sYO8x1mIOk4XnB5r-TdFFW8Jme54-t13ux7yXc2hHpcTgxBeTsRf3k3WhmKedD8KPqDy-6FbwMLPt_gLawxlk2pCa14FFGOMDDrX_FsJzYjEp67rmC8XscS4omDCKJ3XGCwUYW6iRaCytSBWVpBbRckudNZwu4ElY-goSZ-zBIq2I_9_KEbz1d7Cq2v3Bq8t0-xZGvfISr2XfdA00U_tWonlUoRU_R3s3My4FGtbeMxLFX4IMKgY-DbcutZXEcxDJnZVZ-tFN6_Rq9AzeGzEdqieF-AuIqg6aTM6KHiTheWVtZdWFj3Sh1gkgj_i9MgIJW_J5qYhVoT8jpsPRDgCBtFKcUgRSRMGi0b7E1DKlBu5sJPPYQw5_FdBA8NoD35IgK3JG1B6KMnDUmKpv4KBFctgAViCJzIGCFd0XzPMtmxF16Ne5sNfvSzIX9s1tjPoF9rtH9oc0zOl55OTTFT1L2NCRjINx','2026-11-23 02:40:02.256163');
INSERT INTO "idempotent_answers" VALUES(1,'14ef464753d9846163e97e89f36022c464636c34c85366db02309266c5e76be4','2fde80ce87c0c4dd17353b86c1e402e275e37cbb3c8f7f3bf66c433f0800be66',200,'gAAAAABrAksV7p8X6a0BHQ5sLqnIejPtjjoOQjko2pqo1qmSn7vkt3Ph88f_ongfF_hj7Qac4GyJcF8HKxFvL6H4f6-dL8QKsf3Q-twI7_DsKgoI2-8ERgJruW6rG9mTps14WqyLWQbpt7VRCNjVccYG-LiwvaNMzuBkMZIH4eASLHrwXc07LLEBN5As67O0ni3mu-VL5FT00mR6xYxmWYWFOCs7KWlII9vyOXm5fcKAZbC6h4Qb8E9ThRBSX15sVXnrETQ7IOQQNcFIB9SOxQiZwmyLpIzT_7Vu_sO_pPJV9E_9bYbX-RnYTEMYEky43bhACmz6IoHejokIxe4mPId_exMxrO30-tkQ6WBeJgN5PXfugMhNPaIt_5l0sW5OIzaOWCr67KuxQdjZCsAB2f2oIN-TZjZ83XIuwQahSAqepC7KofKogJx-uK5jMX3WxJQ8pQkpix7l2n-6ehV9RPKG-dEBNIrkx2KAUR6GpuNs7uv1vZkWNVmFEnlmTEwsF8k4F6Dqiv982MHUSVu0wWc6NuAc_gRaCWVMv-s-BESvtLfPGGfrxkT3WVnFu_Texeiibrq3r5ns7aDHLzy5HBanJCLHEbR7YumGP2muuPO4Aqpb5TqRdb3XzKQ24WyaggDqprZhqm0_NW_7UayXSf-jKiw8InRap1ZKyGSdy3e2WtjMJ3pvaX91ZOtAhSJHauXRFptN8iB1S_sfzfm48Ogswf55koflSoPbAVqPfWHC6BMU_om9p2E=','2026-11-23 02:40:02.338200');
INSERT INTO "idempotent_answers" VALUES(1,'763178b8eaa49e7769bb1e075b0d90ca7b11627f1a24ad3799e8c70b719d9e07','2fde80ce87c0c4dd17353b86c1e402e275e37cbb3c8f7f3bf66c433f0800be66',204,'','2026-11-23 02:40:02.419229');
INSERT INTO "idempotent_answers" VALUES(1,'676843b0933e8d70e853c32f475d5cd1d96fcc36fa0b9a3a6f768836e6cd5ecb','2fde80ce87c0c4dd17353b86c1e402e275e37cbb3c8f7f3bf66c433f0800be66',204,'','2026-11-23 02:40:02.459473');
INSERT INTO "idempotent_answers" VALUES(1,'b6f016f34bf2c692e374762acf1e598a1086d7b64509d29bc1efadd6e8bc9877','852cbaa07d37dddd314707a4aaada7d7f31705b9d3ec3d89a88d1760346fae90',201,'gAAAAABrAksVGIm57vI23nX5h8R0INd761OQGosTgbd6tRzkDjv6RO0G4bdtVrbG_pl0sWiZcAxN700N50V6qcXfopCeoBddZ2emUPkQEr5qFZGk7Qj3ItU5grIGFq5FO6K38tFlsYlbG_h6NaJRZo0tTXp3nBMECCybf_1uFdxD_-7Mgr0nbA-1Q-mUCZQPVsZ1KFAHxLXoqs0FlsF6BAY1xIccIlqmSrV3R36u3TpqOFu0ZcPbcQbaueOmPe2ViYonq0FfOUlrQWfuThYzudJItxs_sPkDzeMSr5VAizQFbQsBiGZapihps-2xAEswO8nm14OJOjbxDcn0zgVmgtkixCG-03bMYnYAd8Pxe8tMk80CrRKaoCRXjDFGFHPG3LTyn-o_BR6OoOQBhPfIMQBzF_p1fkKqahFTP2vr60qCrm4cekCzruYtfvS-4WE_4S0DmJKaXdlkWsYjy-uw5zCGtgN9eWFSAvd6PSNrBd1-nj_m-p2-inRho-uD51DLSbyI8FX4-_DDN-ZMMBO9TeAS3XJyjRVlGyTFPXpjJUFmOPqwPiP-fKUOWcxuRnyzpgfbkoxlHEWA9CRrW3ZwiQ3grs7KAxnMWWfyfgRpnJUVsacq0A_gd8nznY1T5KXP1Md4ILJ9unp4YtViMHZN8C43dZZiGbacb3S1V7wiCq2qlrwGHH-s7_HNv2GsOA8yq3UaEYYcN20oPpn_pcF_NFdK-cTRVWZmFXXTxKdv6eFdbV0bQneArUkCRXxuyl6wyXmamJdWqLeuU06Ap7s5JgKZUygdVLPW_sm0dhiX07KlS7-oj5Yg9T32mDrfMOMHiqmKg6v18UitbFPf_jEyy91LwsPVxWSOXc3_DusrCUiGV0rL_otYY7yBm8iBVELuXyOTkZU6lYZY1umW7CjdJRnokMo0KyAqxPQax4o3YInm-st4yX276aTOa7FXuFOoVFlxhTHPaWl25YW9t9-uoa-3JFrHXMTHMG92DsEjzrO2LYpvZHeoMyMbU-e_Zjy8mJE7ZSZ9dMOpGZ0H1IOoyGemtUQycTPEQHssbMRvXrFbvk6t4x5B6cWmhGjpK4EcSseuIfkmJZTbF8ie7G9ALqVEFenlS60V-M-WtvDHDGdEKKRCh_FCemrybohZ4ZgLS6E44lFFonCOxkfqG8jrJ4E7gY68-0FAgt8kvRzusS7PFQQRnq0iDEV-ML10X1v1XbEh5b1T-_xc','2026-11-23 02:40:02.533597');
INSERT INTO "idempotent_answers" VALUES(1,'8dc09743638c53ebb8b521fb718b8347321ca0d3bcabbbcf2ce5cf9a32576d94','852cbaa07d37dddd314707a4aaada7d7f31705b9d3ec3d89a88d1760346fae90',201,'gAAAAABrAksVSQv1hAxZBly8g8iGmevDPpPaYiudSFk7iYiQkrfEDEoH1Y06BlldSNxHC4qqPQ8Fbaw2Xwlwi-RBzFivz6j0aqyzKuvfzBahAwsVezAqPd_vPl9e30pFWHhUKZs8bFkT9NZVWD8XH7pdWCSj9Lg_1MzxhFmajlSN9gIVDAbwUps5sHx-iXjSTBNszL-uXFQCS1rXvzOD_C3VZeOkVAX88D8nkoJg1UfgzgunEQU_Vl_d_4eOXuNZaAP7cuLaxhVEUWU_JCYwUHoWaTP8eT9f_NyB5j0T1OkNYK5izVo7ogCM0KGcyMEPAni644-uoThZhhsdIu0lKS7_NWgq1lP_0byNYolLmpVZggpEMmDpHajvsMZl2khxtXpZ93_siPcLiBvGkUtth_5o4NlCp0g0KQpPfLlkU87GBGnjkgTbTTtd_-fRnzVDZihzhTh88MrbiHwkmzYS1S8gaPxrkAENSy3hzSp97aXM0ZDEMB3mbyeRez7GauN42MxCbXM1L-pmgpSYa4RchTJklvt8LU4rJyXaplCSsN_Kn14FVF7s1mQ5RIzbZ3PFvqdxRv-UQwhKa71WGdWd1QA60vaf3uTX82sChatog97Z16BxVAjAAp6k-lCTBLywvmmtJu82QIiAXqIZkIMoX4dux1KazHWbzhAZatTiqlZQ4NxWMyE8l564kzpCxmZZ0TysDHZBAdUkRDlcnPMvWRLTQA2sVhqfMiZerCoqitf7aJvn5eN28uOHF5Xb-DQZ8R1mz5FLfEhWWJtXhXmABC0G1KCsbS_skV7YePYXzMEtli6jNpZ-rBji71QkXDgjdc57Q2Ycm28IaOotKPlybZHltXWeMmOv7rcgePhUwG9Ot-uYpgQcvDBk3LpRHfTtkgsAPNC2Dk4FaCEOXyRwmBsf1Qs-mAUMbjzhUZnESwb323ysRMQAEPzJqFphquVnlAfrO46zQBpXao5MuxbqL7op8STo15j842vw9t4MstWyEYosQ2VeHp_Ss7mKHk3W8yYTER1iy4b723fQvJexGQXuPXqktJ30jyg0kYofn6hHGbW5pycIqQc4mGXpTtNlJJC8h2EZ_Cblvb6iHGqaohWXTWI6Po4dIy5CNuGnaiZMc-8gNBEuV9ZYi7FTMwfKgBKEClKBMsH4EHahaKNIDOLZKMqGytuRzph97y7Rd1eDN6gbm5vRiXbXHDAuni1eI0aLUa8BG2V6','2026-11-23 02:40:02.609114');
INSERT INTO "idempotent_answers" VALUES(1,'9c0b61ab60e90ced504188bbf3e4daaff17d0b2041d115050a28697bb1b97b64','2fde80ce87c0c4dd17353b86c1e402e275e37cbb3c8f7f3bf66c433f0800be66',200,'gAAAAABrAksVV0j5mIfjWAnlDc5c2Y0JNZnGSPcsngB7JGAf5YP__WXRs8Vvf9nRJQivq1Z-FEUo-RNvszuNq50BwqXDbOJmlLlgLStnwUO-dkgRwlD51j1MTBxvkoHjsy2PZxVckvV8Sz03ifslvJW8dl_38gs4h3iOQBO2PL2FO_Y_VmKMx7QUljp__eUE3a_140njRUqsYFnrXRgqHkG2fmvEg13sVpUlgK2IDJzqVTEfNug5afGFJSUt4tjoDT1Ph74aevQVy5wcJp93REDebsC03P85BLKmWG-vCaqE6FYSBeqvImHLWfmXUxtDyrVErzdZ7-TtJUEwbVRZdI37nOBFEcVc1t1vsXj7UNhPx5lWPkgcSSgFh6ZESc2iX3PWy9dO4SyROSKRIqiz1u8MYbdNNPxQGtzJf7Ccd5ytGUSDywr-JZB7bf2MmFKYRtmoy4xSOAe-U77UvzJ6fIrHwLDujvGL4OuLe4AE7cVIjNMZokuw0XMY3zflmjQdJNv2fBAsDcS5MiQs4F9-K7wSybBAcJjTtGr3K19ry31kLXMzP9K1k4qlJiMOexaashic88hQ9oHzSWndDRUYm_Y5eJATTXFO4I16HquW5mfq-fbW8PWtvh5IttxZcM2cfpfhQyop1LnnoaPy_McGrKzU9B-KTMsogplQ9y3Gslr3vyBdlhj8j3MYcDabErQ5TJjOtp9ODqe7oYJRLWBOduO3-TZ_haIPC_doPlY89PyRIKrvyfL50ezEZgxEbbi-gfohq5qZPJfF','2026-11-23 02:40:02.659365');
INSERT INTO "idempotent_answers" VALUES(1,'7a09a1c40f7a704d339d781fb25992fe705bc506bb3e6eeebcdeb0132e529aa5','2fde80ce87c0c4dd17353b86c1e402e275e37cbb3c8f7f3bf66c433f0800be66',200,'gAAAAABrAksVEWn0lFeSOHFbUdhA3KUoNs8__SX3olFRKbqHI20l0ljHraWh__EKpk8R24d2YhsQcnnfpRYWHLX4jtK9uGilmG_KxBm-O7uC-KVHB4eGWIZG157j2BMDICKfkzaJgUO3ZfX9nmgq-OlKEl60pQbKqhaNs-EtIDkMKaKVESptHkjqrM_Sf4Ay2ZOMWFd3OrHnjmAJFhTshfEDOvQ37cA9d5zM7AyR4fyQEbrv5JMsPraG7EYR-v9eGv3Wm0T6gHbtDSeEGeuaHrIjI04ILeushmqOfSDuDaqEpE135S3xhawxiZ7i8crAyk0iyP1w-99tAvLfbp65eWbCRKSgZ523IYWMNP2HtGWF1JE4ZjFtj7NzNljHNmKZx2LE87mrFZBuVTuAicGZKSH0Z56OZJ4m7lx0isnbhfUHv2FApFXnWLkPxE2nTja1tyD4jKsQ8bhSUJDXUNxSn2gsIZhvrzcQ8473ZIcDKznFJCTEGeHliGcmR7GZpL8Kk4R2vCICvM61QxSBC-a_JLx7qf_9rrXWPn-4ycWFtj4fm5Z9RsoDlhafLIe_cbPPK6jbwsos5zw5-DycTeMMZGL_RttVMuaDk9JNwZOZMXvHJKTbsoqOcu9mzMvWldEEdVknn6qCpEtwTJ5JNEnL-IKPg01ppS_Ftm5d4kFc8kJu0mRc1E6zsLchubHY4_xfSeFDAFR3ejV3cUKqy6fk8IinAtn08NKLtH0RajKzBAP2Mekyu00JMzM=','2026-11-23 02:40:02.729459');
INSERT INTO "idempotent_answers" VALUES(1,'12b3a20ea5e4a26be58505209d0751605dc56fada0dc3e51850b091d0a767b13','2fde80ce87c0c4dd17353b86c1e402e275e37cbb3c8f7f3bf66c433f0800be66',200,'gAAAAABrAksVc_-BH98jaltwpoIRw_knT_aXVMUdeEKsC6V_EPIk7eRpHCoIesKRts4wQ0KmwoPiWbY79QiaDVonzFyZq-0bgapHWvM3Rx1kOpUNKl9SKJO0vkHseJGzFaJiyUEfw_nzZsUmwmEtAn5xeCjAjqDSwM0HWFmgtFH7fxJ9352Y2rRs2YG5MBBvkRLQP9i0s-fT93srxEjuRK9jU9MefXBpn81aTrR6ZM2WDeflqer9-0w4eR1Qn0XtZTjRCRc-0I6R3uYJ19X9NoG1KXB1i8YBbs3xQLmEeRykxo95c9-teBbWXGDf9apjkeo8tLn7vTLPoKEw5G6yw4ZVJwH-dw9NuvAJUtZWNRb-sB8TOEAqh7joFhmYkqey_lx_UDESdKfMgVgMzSLzmhH8CtarJYGNAqK5wyoOsCiFAoCUls-EhIrWQrqJgCs_wqPa6lbMzXaRDTWHb2bOPDtjpYtpXnSr3NgzbAaYFgXv59xolXblZ9MDed0vytFjPPi7G5VyfVx1E7blphe9aJYDFbNyXNmOstyg05xIW_sXrN9TW3M5HeHv5Ux8qbkOrqMZ7cW4S9L-kgl3jrUjhBJl1z9fJI55c29AaeXKx345ReipSrQCPeGEDXsaIgncKEuxdXAD8I4SIOz6l7cHag9miS2YIBbZaChLPr3kEbHk1UFTPBsWiR8x9DNOvHrHq6mj3BzZ7H5YH0HvLgMA9Vr-BVoEpfpPM-WFc2MdHD_XsX-K8_JqFiI=','2026-11-23 02:40:02.796203');
INSERT INTO "idempotent_answers" VALUES(1,'796b622efcc492474c992a25ccd9e28b64fbcff1766d6bc78b6af7c538fc1555','eb7746f5acd53a49de3a2f704d107ff00fb95f959a5cf60df22c3363073e1244',201,'gAAAAABrAksWD-DZbVW__hFEM3XcEWmkTwyynNyWn1n4OhcJuE4FnbYwJ0AjnCvZeqbmYFyQEUOKVxcvwuWCMskQyS-L8hmILao3ITLYzn2WN1ttvOHK7_WJEcOKkYsRAmt2uKQg0yjnWOfj1HZS5HmZgyDZC1cvt0TqEcRRa9oXkH-WOf1MTlLEowBXNVPZVeKoGVdNveUFyQNl4g9sH57teOJU8hGD467Ikxbdgjn4tNjDSTgtUw33negW6U9FPCBQAQtTFSF9DEhp9jVk-JC-jUvHx-_50g2XS_fI8Zw660YgQKYzq3ojfzqEHhRc9aK2f2vyWVQe0V61X5kk3RKeFflJVj8qathM4PTeWFjWb2p-_YmrzzIb2iJjkRQQF8JuTaqXykq2j-zZUs77EMELH2jnIrAnAw5QGs3AvYz2Qfa52Mp--1PYHURCCFQiwTEqxhSpLA0_d9hpTVLMJiB9tVBdhy9dIiM3WrxoNrAFs6hXgGzoZsPuSyJ56hixrkeXOeO3l9R4xSzWgVcSNa0BGFmfYQ9qHhIe4eM8T7_rQovC84tZ26T8LnBFGbdgNpaIsEkrYVK4fo8h94lLKHMtTHm8ncsmdL85zthFYq4ZoG1BrS0L3aTiSfKVbklR_HmnhoRel43oAwlXgHVKx13ON1ArWs9LFrMiVfr_jGSU__xHLed5hFd2W5-DTrDhiU5_4UidSFbsDGKTDpSFdhF78gWP2D5VvM_d4v1s56IXCF3O9W4LTFJpX4HnFedLpaLL4Z1IW7P0SDF2b_zKIDZV2zk-4pV6pXR9v1vpuqcsMBYf7ytHJC1LwjGyeq_mnXq-X2Z5XhHN-T418n7Y_rZGqOFguo1_SGCva2JanFQ6zHQgLiiPbY5SScH-x6d4iHahCWJN-nbSH12UxPOp_w1jS2-ftPm5asS0nCyNbcG-xdYgibgYpdcWowloEZ67bq9gt83jDpTaI-EEhquGFEbHO6_G8vq988oJBDIpaCkDB6ZAnfALahJtBO-rHp72ee1AQqcFtuRd0SQVNnQR-Ap6F4x6-hBu_UdffRqA2l9oi_CadHQj6X8zocBd9ldHT4APcL-_5hIpzaPZPEF3ifgqqDFQuLwgItisBoNCVjLaWHTO9ZtUQeJ_rVnLHg0ebI8ATrQBXVx-BFbiuvjoVJlLJ-qUQWZ7DQ==','2026-11-23 02:40:02.853459');
INSERT INTO "idempotent_answers" VALUES(1,'fe1300ed51cc08b12c71fa4fcd87957fa96adc9eb642dd02a598c1893620a2dd','2fde80ce87c0c4dd17353b86c1e402e275e37cbb3c8f7f3bf66c433f0800be66',200,'gAAAAABrAksWqVLLQ8FAAekQXWrfBewGkq6tBNou3H1E50UaY0V1RYrkC1t-rVukzbLp-ZoLoSpk0tJgs3Zehyf45yf2S_NTo6MlueCXWjtBYiDG9agEQ4tuitqkhZCMSGJtgM3_eRmJlGEWPamRCfhvoSKnqZPcUr_1BdE88apKSyPEIfYiwMZMqTdqEMoWbeHSub7n0W6uAa7pORZtq_BrrnkjugBjjIxiubptmQQX9cBCuJOsbZt8dwYYhGKoSu6TQjS_J1s-mVJUeQe_RJzRmCMI3cQkSerBysHujNnIcWh6MJbDThpyIXC8CApmnipQW8A2m3rHJ3RH7xTs_okSWQlMtFwPDOl6v2wydBjwKK8xbImUvBWymJrYaRDHEPWlK7cL2uT74QxxpEKHERSui081Eny62n6QwZPxMBhJ7F99pG-78_Maeu164obcuoOyBNvIDHaPSvUOFyx9F0aW-JfoN0gXou9Wh2Dd1B0_Cr1srbaPgIdZRqsxFW8_2jKaY0lNvgMv-GY09qrNnkjJjzu6PKH1bXOlKO5D68okFLKUXLXtHpdeeZcIm_s7Hmbz77iggmiOGdOX-nI7YysHlPzAUka_joSPoWLNnyn8AJtunyn82XRulgEdxCqkkYXRiwbywiwbfH8fmeQmoWFWu6XMz9QhLlnWBaZ93T8fIEAL7KbROWlw99UWoCcIIZwpJweC86vgiqpym59-WGRns72g6iJ1YdML81-ctUIxbKgxwlRJaiQyjctr1WtnIgaUdTub1drLBhky2EjIXkF_aT0IQtSmU8Rv1vuiJCY2TkAGgSj3-88=','2026-11-23 02:40:02.928774');
INSERT INTO "idempotent_answers" VALUES(1,'beb5f5905bbb075dbd6485337faae6d7efed3a0eec3913e29945a60530fb2196','2fde80ce87c0c4dd17353b86c1e402e275e37cbb3c8f7f3bf66c433f0800be66',200,'gAAAAABrAksWezZ4qtR4ghxUmu2YLDZvxeij7Rf_dJh6x4fpD1a4icWSvT3DQPLs5IYD4qgD7M4UkJJxN4gAT1n6emK4XaSGEVrSapPeJhUFVhsQy6qbGLhGr3S_iZ6-rAUq46muz2WJ4bOM1Wh8w54N7fEDkA1NRIcNId8ED-Fbi26anOW_R97wdaL-qYR_b5i7oQ4jL6qZoRs5Di11LT_i63lPvpQ4gFJr6kcO3ZWU1jQbiq0VHI0dkb_AHmBvnYeDHgli491OPH7MvGUcdUUcUo4JacoFEC-4YX1gagqTots4guavUxnxg0ypArc63U0toJn4fhGAs6KUmNBH7Rd5pETRLNINbhITnt4E9ofcF2dUycKf68Zf_h-zkdk_BvN1yajYElF2Jfb3XZZsmRs_H-pGzj4qZLCoh02Gi-cuqgLCm3yzhZW4KQZ3mA_u_28s94wvy3cFQIpFMODQzvZvBbrj6reUiSKtGFm7aDiG9GIrl4Yea8xEJriU--zEDhoIRR2QUP8sk14-Qe6mlKyZy5UGRKqIY84EFfpkoqHuY8ynjfzOtp_OhFkfX0QwsDOPs7229HcVFZivp6esTJHJUg_co3ElMrrVoaG6xm_Vnq9BpHvHPRCkfXbtIJ4SAR7vIdMy8NSynoMfOZPqC5oCQeT3BHjti9cb7c9O-iRZBh2vJx3sLiMy8D-i1VjZvyfVv7FBPg4qnho65MTAp-xHO7ulSFpVHyIz8bT-CZo7D3_xOFmdnR1CE8YJQ5EVFkZp8TDgs1be','2026-11-23 02:40:03.023371');
INSERT INTO "idempotent_answers" VALUES(1,'03cade189eac2a093982d2e0ab354c2477b7a0b9e42c9d36bfd84672342aaa7b','2fde80ce87c0c4dd17353b86c1e402e275e37cbb3c8f7f3bf66c433f0800be66',200,'gAAAAABrAksWhlhuEqAGSJJzPT56LIltcUsD0O37O5ne1SX-qupDGqWkyntAdTgKx_-53a3iQBRGxw4mrU1qsHrPELu9-ZKqPzQVDk1Rhw7EPJjQjAOTAT4u-KhvmiOOEd-JidH5SxY-ciCEoN2oSA0rEmCOTks1i4oqYcalYyCx10SaboYt9CMMlze2UKWVA2dzej9CG4zBu3hPSis9lUT5_0OILBKR9h-41J6cNXGmPIWfE40LCIuCbDgIyNS2A0rHavpd0ALMzRKDSIxnqwfSrnsKfa1XvHF2MXKbjlw5Ye2THLL4KpWT-kE8ZadxP-2zPS4BDzyA4k41VIK-OUzyHIqlcK-xOh2Ln8WzNIDgRjKJVx0G9Xfqh03FaNFWr0lTo_1eKmXerwtfpEUL6DujdGiNLAjrPw4wPm8To0RpB9iAJfYhcJkv2JY1BiBvyAu6ai1g_TOAi0RWCd1cv7EiErtBJ8hHte5v28y84eCuFyrAMw5YgAjE13JX6daS7iNZ6-p6bFHwjhCM-iL1Vbi-D91r5IqlHiPFEgzJ_bjHbQ-tWI1b3bt-xtIwyYRPtTEkbqwMF9aLZSbhXVnwjolpMI50mm48CU4KOPjzx9VSfogxEUpuSVOQo8_VRuOxkK8uKKqWkSrcuh4mqwCjlyzUJHV-F8lWwmp2fLc4zMrmf9wgduC6fJT71yh09LxUlLf2s8WlIvGSqW4kzgw9mqJNjsbS6ltY1k8pxQAowIbR4GieNxmYT9mKDsxfe17LVmNBQBK9YRsb','2026-11-23 02:40:03.058988');
INSERT INTO "idempotent_answers" VALUES(1,'bd398e8c8e44445587c0415f0bc85a74680c7900e027c3881aa4e7488194063d','2fde80ce87c0c4dd17353b86c1e402e275e37cbb3c8f7f3bf66c433f0800be66',200,'gAAAAABrAksWytpZvtZ1tQ4ndIA7Vt76IvTdWkU6mkiATgtxK75bNeJPwhnCbfXLAEdOnc1VB64YCW4Y8tujkYPsrLY7DteEQwtUlRUNqE2HXFlXclNfUmdSPMr0mxu6BTj9xs2gdmpV4Ki-4uuxuaftH1LB7o6Mst2H7NXpIDjFd-4S187XEk7lsDBDLcVfvKqzMIlnWximmZ8TlKb4YpvT_LVVe-UDLy4C6lxVdacKBa6SJoDykl0CVbJI7NmtPBPSrjMNgYGzYMqed-8u8fkcOMgbfeMb8413fdElZx4Q29k_VahYPeltVbDEE5-vUXvCmCRw-nJPvjHl9Y6mDseB3ECs29G6beNqROLqZS6mhtrfv27vQ5CUuCrBxomjIg5igGl51Lj2FX4kxw0acJmzDqxBsZDL9KCx9ZiulAoKsgaBsVGAkxTypd-ASc0UoHyhw14pnmE5dhC0YMvPGWk657eJqW5vyEY_-aomrhfBwb5UdV4R570MWjq_owXzhLXMwEAvZ1xtvnW5Jn2HKNha2kzCIrTLl-3An-BXSVyztTQv7yviqftetr20LENMSq6016r-V5K5f6o_97a6U12UPNacwGdINF8IGmFynDNM0dwedv7qpAMbqc4C2LUwrRZOc4jB21siRlB-XdclkNBWu7wRUSqNDZh_8MpkdLBsRA-PO9w1TI55rd2h1_4L_L8D_h9ZTZ6oiIsYhRGwYBlDrY7YYjuShvdCNrCYmWActAVZ7YIUzSuvYcGgcx0JNsCqaEZVD9aO7BGvLoU2k_qMavIPWr8elSbmqHH7Yac3En-NBVz3LhU=','2026-11-23 02:40:03.113758');
INSERT INTO "idempotent_answers" VALUES(1,'e69e497928787f2b20efed7cae7e2a3b45653eff09df81d834c10dc927ca70a6','5eb73721b8120aafeb6d8c8dfa6cc81ee708a70d7f831204c4870b1115065958',201,'gAAAAABrAksWsVyIH38WSrmAOE_G34rtHsIv60IsBLOd5fOYCGBo_UnKdkblslGQHlZHw3N0AsmwcijeRR3jo3kVFlNZQx6a2gSNCIm68OJeyyl0g3RLjQ3J5uvL4FSoeuoMH9Y0nfZ9tWmxaSyYgOM8FQSw10ViGSbWP_iARKZMYMq7W5_a4coYzr24hUoIPUb6Lf2YfBNt6WP1NIQuf7TeWf-GyAoCaPWGkHPScmEPe_-DY0wHKKOXHdx0M2jSdF_Mpo4zsO8JrrPgRqeAHxYc43wVGLBVX7-GCb637DVfRxjHYmqe_V9kozVo2EqBLYFXrzMdex-DRMFFFYfm4pFdq7oSnSsXhU9cJbhKU3upb3I3Xd88HfWJSuGNiXkV4KX6q5rr6imNewm0p7FyD8_HZFkex1IzT3d5P01YlEWrfhQLp6sAgeaKF-gwCSUy4znBnCWrNIfBTjuOZFbRi9dkgMRJVqEvwx7lanxzu6DfHQadl5ho8fazRNQZK8J7GupcePPiiD-xKB_L6vRJpw_DCt30Im4RDkaJhOy0zY4uVw-asHoHQX2GKlaSNVOoIEH_-CDqHSbgzETFYnwk52aR6WJCIveTaaE01qHoTnIaMAyLQ6e8lIXPLVxF7etr-os1oooeQtgCMQuVFgSP3p-6EmvjVg5D56zKpoG84GFcL-j95OB5DJrUUCDUQhG01Yv86I0nOREBGw6rw6aOqgrgQNPpL91vVt6DQrlgNnsf4oYLZEzBDN1L6GIyia3B53GWMb0NnsmRFduntViQEUDEej9Lnfst3F0PK7m8Xg4BqyAHO13_dz68zOmQFLaiyGdcMtIquJK59CGr-a2Q4myNrtPkcrovDK8xehUouP1_yc1z366tJh7agex-5veMdDJ8k0WY7KwE7FTLYkKug0MZtADq1Y4JBf7yIT275GUJpjkFV7PgeOqcqtSi2weZkQwy9YSfQ_yqoWjFiFT-PuS1xEGLqJc6xnIQAd7suyFUgBC7flZAjyn-GFAN9TXuKcbMSUhwhut7c9u5fvuRaq00qUj2_pvjG79aIC14025ZvtuOKhk7RCAql3OQIDurOOe6RfjLteNihL6BAx_etmBZDYRrufyfnOskq8cHQ38M1FwEMvuHqJGabW2hPjUDjZ4qfYsAYe4Qv85Vdk4O1_AQGD3P3WA9Ew==','2026-11-23 02:40:03.161788');
INSERT INTO "idempotent_answers" VALUES(1,'f6a2eb213e17887e552920b9c60329dbb5539d70182b196bf889fa6a989b9775','9038e322ada887396bbb42d5b02eead956d775d336947568ec7d2319c38afaaa',201,'gAAAAABrAksWkokV3OR_3UzDM3rOSvQtj6zQIXI8G3c_wQq7lmoE8Vwbr3VzVfri_QaHaC6QRtYAVD-qD4xu-zPN9AzfqUtdNQNxvDN9oO4zXtnqJqkLEUebBZE8cTQnRknYcysqBXqMSD-Jj4og5HkCyFw3TMPBBNfz4Jps4S-JuPheAa_vW6CeWeplj2ndewzSSJZ-5-jMozcr-HFGt4w_89GixA49XUxFQBB4-NHakLH1XK4Y2r-3oXb6SyaX9xyly98n2ZvJyj6Y1zzVVMKilzdkdEKECalisgMxv-KLQXxcBvzX8yFDOtHOZmTe1DoE1mIqt4VcuOUlTvvQhbvtrkNAHJRX5D6PcBd0eTYpiVDpPTt8mRx6IYKDpD6GDysa7HWw-oc8DFJqkVzVVakSshyGoo7qEjIA8rO8E-0IkrhjdeZKXXDupcdyZdnUqRG_425yKWFFC6Mw5nMcIFlJUKJqzLr1ODzmclbFW0aOD8afFpPy2hCDhz9fCWGCsRV5Oa9zhkgGLJJSNITSAEVLrE2DjtLBKW7poPwEwJI4msrHInVqA816jzxyTkET4cPHzpjrQgYYMepS1APojSarfBzCqH9FPUZdBbWu0KxgwJ3S1qDgJx1ijRyEox0Q1e2_m1PzjgiRFeNNYySNHie1cGJqCJqQB4vwHgQ1azxzGW3Bm3y7zESfACRd_8lOzyQewelPlPllWLMeVdTaSCKrIDKqotBIpm9lUugEgH7Cx7to5m6fTfjO-AaWCnw1btnqQWlZ2P_RRC6fapZAOf8gV9ijrtg8vhMxOxDm5KbjTZ72OC1mxh3MUFsZYcb3nSTnDp4SfS9H1l6s14vADaf662AlqtlM3C4zb5CvBkMS6Fa3UVGcjKLyOPJDwOUdmn-E_UPBa9va7uIW1AHjr-U3ApFaGONewf1gJAuc2UHYzLuHfOz9tRHbRSVGvYzTDx0RfYs5JbEMApzTcGghQK9OeIwzXhJafejFLaLjr2kC2I-0qBmKJUwfyta9OEovoNKP6iInq5uAe2jJPYW_CMwm0XJ6e8dtqnMO40_loZTVH1f2A_bhFDWRZ51itwPiDwI1Thn1ACOteExtr_bTp42GcE4sZ1GZKEp7vlrQhUpr9kEM8zF1anXKCdyA7alS6kb7rc8lruhLFW9mAzSk8mzgijhTptqXuA==','2026-11-23 02:40:03.231251');
INSERT INTO "idempotent_answers" VALUES(1,'c2b627bc6dbc3693bbd9289984f003ba779c0ca679644e50a704559146e5b7a9','2fde80ce87c0c4dd17353b86c1e402e275e37cbb3c8f7f3bf66c433f0800be66',200,'gAAAAABrAksWBK5P-ABAW03oK_C7uH1uHPPjzoo87m3zWNoEpIhlr20uwMkmEAGfFfE5p8jOZ7Sd36MNfRfIqi2Fyq0i3SZvxWnozOUp5r-uoCLy_qnPxEXeA4gVJTq8Y8i4CNrUQGZ6D9FUWusK8_dmqVoN5iW8NavdyzVZCqeqELNWERn_QScvz3EOmEh5wt0OsHWgsQreNTCCfbxdWB7DrYEar0LdJdSOv4kGwU7xfGnjjmjXlxUkZOVmrGm4x6VD1K6E6vo0zww9PcvF-OuQsuVpKlrm4nV3oP_66uhLaka8iZw4TfmZ9j9TzhRMLDtmMqXzyGMTKr9TaAMq7Lufe8VF2EG_1HsDXAM-B_3e687DDhreJh9hV7LQ_aCUIr9S5syUBBONZ4DhdgCW8B5od1g-k6_9tt9Z9oVuFkETco7G5Yqkz4n18f1nlhHu5uIBZdn8aGliVYHcrErHY30IJI4ZhpPrmXrxoFI1w2aNDg5kfHxfXAR_oTKKlfSKr9-cM6yOpKGyZgoPNSMCYz_kL6Y2nyXA7B-5vgD8kBWc_-s5wm2sNoLbCrR0pm4DvQeEaJJSjyUcTTW5fovKMfkao7HXAjPx5py7t2BXvzWtGe0MzDzNZLnczjrlJlQvIL7CA6zzo6ibegxFhSBM8lnRtJMIAR-Xq5mqMj_Ri8U7c7f1tz3FzAtmbMoOpOumnN1-kR_bgzpP5ukR1JeKBLVBQbJhhsugzRRUHgMlftMpGZZHXCupQmJXh507I6bEvQS4N22MTSdbtTspxyaYq6UJSVDMDxXB8zyUXOyZofz2z4yzbEmia_8=','2026-11-23 02:40:03.317854');
INSERT INTO "idempotent_answers" VALUES(1,'c3a8d610e0e8a676f5f8c2c578e8bfde55d67668c5decb70a394af9f7d3c482e','852cbaa07d37dddd314707a4aaada7d7f31705b9d3ec3d89a88d1760346fae90',201,'gAAAAABrAksWYGo5GQskYcmBm21nrr2Rp4z7QGffV2jec3ELjGZ6WWIbcsD0x4PUxHijuAPhtBM1GM4wqqVaWgffXZ1q_RG2iO09OJL7s9_z-GrwrqiAyHiUawHbllrJGaILCdLTPVAwPvnHDac1g9-U1KXwWIHeS-vq_8fPxAI_OvkZsU5FPUhw1E_h3HC2EIfvBJcf4z9f8LnLooAuwEn1oONz4T8gpveURY-OhH1sr2aVt9oSdJwPVA3VxWyTBoyXrNMyN5MJTsB_gxN7f7i_55wPlAEpgUrT71uMJ2sXyI0xM4KAvxP8A500eIBprYSshMYmBN_M5Co7XJA9y3XzhCNYonGYFxPvF_-nwU-uSUuB8cPkFI7JZk3OMbVxJC_Kin8KfoGTMGh9jalUkvuk2XtGD4TOkxc-eV19HYHf_Nxk6m7BBlRcH5ZSLbcAtycR1msZAnvlFUFsqm63PZ25o4AubgU4kmWfHa_K1FkctE6HfGtQVh6iY73y-DLEct4PfHUIzUrL6Mm_jpn18jeuWRnMjzsV02kMi1DSzhc0mDcSuBHYpUi3ZkLVWyVcIjG6CNMZOeehnumjJp9hgcY6zaKFFstw7fpT3Nk5pRY9SL7pY6cYcjRRytIv3CoyOofDaF_l4pjtczKPGeLfDec8PoXpR6Nr4rMhFdkBPw2pDA46dPlgMDs-DR_iBZt6PNxzChDoUEwnutvRHNyhh2juQPGh_Qv5Vq_qmeV2Dq2VhxsrsZHv69FhO0wVcpHLZ0JBK2JS23mIgnDjQed_uNM9hOFfxuQVM0edHqGkza_RGMktiyN1O8SQ5uFih87M1CAjNoHm1kC3nF1EP1zoqzrqTU2Jna2drmZUT4wx73S9f7IPwR-4eH102Tt17MVzUFlFYZcO5K81ODoNB3Ha6CoEPWd3Jg-R6rW9q89uCg1vfaJtD_1JFSE9QEpHJmu09aM4hFFaIurdFqUPWX55RjDqGEeBlAdOEmNW0YK63-eDd4eY7whSTr7sokZ0Yd98Gn6U3EiQAWOX6n4sbpfT6j7d9R1t6zXFkdEIw40JcbEbC_Ms_AYiMJE3ryMo9J4XDhvGceLzvWwbMnfkxXRKOqpaWOYRdAzNQHxWe_1urVfVFUtcBO1ADG_Ze6p6jBTtWhUr2oOkdfBQ5da8SrDLmtIt8XCnw8SXn292xqzSKvQb6sMfl_Qtyl9IIKT217BoMVULTZuj_F2D','2026-11-23 02:40:03.551102');
INSERT INTO "idempotent_answers" VALUES(1,'a86b83a46985b7ea4dbdf6f8fe3beee9c1b7be0102e45a49adb4321287f3e9c2','852cbaa07d37dddd314707a4aaada7d7f31705b9d3ec3d89a88d1760346fae90',201,'gAAAAABrAksWjzaI6269EfAaN2Z-1DjcNmo6YVVeDEIq9w4BybX3kPyVQA56rkqAlswxpVTnEjMtLcXDFlOtK4ORmeo327pH7pPu_VE2NEbfyKI9F76bAUOb7IxsSGj05-G9gneoLP75SaWE0wYfNpLMZr290LQc5vyIG3Y97lEi4U9xtAGsJQNpJD-fbmZfMuVgSvBRBuSqU0CWn9lOiSrX0wpKmcFBDawYJWUeaN3kTStxKV65fHr1Gjtj63J0PEBEEnL9IeGLpWedyhsJkFJg6kAr9-CtSP2VL2-LAtKUMLO9FrUuTDXStwGjy5QKup_JCd24yKRML3QMLS2KB2kSPLyF8a05nUyWbayRz8KZIHr8Y1ubn4bibO_62a6ztYl2cPO_LEAyfpS-Jk8u3AhOxjOltkBkbKOD5t94loZzW5dEQl3gUInnc2C29gpewfvOdM70I04T7MzxWrorGJU_3Ny5zUznUuyfjHKn-LSF1-6QYezRDO6ky97_oE8USu6nsyQD1DAcLyJJHY_cx97Aj8Q0wx_xF9ujPJ8R646Hdp7Kdem4fC_ASYuXVGmJWgms1jD0KaFyfbEIBlx06qIveaq-WXVPKap7Yge73-Gl28hV3vmBxibiV5oUwWRAaCbl-XmHzCf4gXaM6JcQR_qVjP_EJw8Mxd11koHFWbJ_Kl8VxKdmVeG7-86jtaL5kyjc3vsVFwcJ2vc6OV34wLZKM-0EFsiJzV8wMsqfckJCj6BYThTluBbAqaD_Hu7eOTsYmy9Zmm2atV6x7norwnQSTpEcTQmQg8mOI0JQgJSR2Zqli01_FEQDQCIgKMbnL_BjGbzu3EPr5DcFOLjQCY90xvEmOV2nzY9sWRDa5KszPkQm22j0RvI0YXceljGYCsxxjBr-T3CXZc8usSoib12ALKLrB7LXU7qEDEm_hv7UoeBJ9wu6rSo6QRZR22_zpldI9SYPYCscyfLXg9fTYsiC1YptHSPOSgcBghSvFt1lRdek8eOtgMZ39Sv9NkKUnv-lWeB9ihsSUsAPkJbzNesN40Nq3tl-0vzd9JVrubzhIkGFYVsRXTLMY-JXjIePLMuPaNcFOxmZJjCzKzX0tUwgEaJqPsBB_Qoj1O3xhfoTEzYXp4O40-fdDMe1p6WTWfAtiIoFmlDfFiPliF2o8c9XPJqV3qbBdeFJoYeVveTBWQlNWVzmJZmbD3-0ToBieAuHyABAkocf','2026-11-23 02:40:03.630194');
INSERT INTO "idempotent_answers" VALUES(1,'e212ec515236b91217d336281fcbcf8494f25ff0dd3c70be7165246be6755aaf','2fde80ce87c0c4dd17353b86c1e402e275e37cbb3c8f7f3bf66c433f0800be66',200,'gAAAAABrAksWum4oqD1JCYWSJXCZwejuTh62vT9HgGnybkApXfH_GonPTOM_i0tzlU1UM5Ri8jOsFTCZSEQdHtORAF3HHM3Ou4Yzu6UHhSYsCz_Zd1S-MNNqJ737rTEQemBn23gQ0nJUzHj09-dDVn8KLpbfvlCoXF5OeWmXgDWFUEVzK50DgL9WFdSVj-BvHZwg-TSdXADMKBfCcoV4kHOegZxt7_EZEg7gcd2pUUoWDNOVB_zUDQmTTf_d4D0q37OLhLB9Jm3xTVxpzwWUKQ5fJHG-CnYkf95P_0unaOpzeQsFFU8HhzuA_yoPS7nqZGyqoOvedkpkB908tIXP8ZqoLQrpcutjVsM3BocRlJl5IXtzeR73Mg5FEuPO0jFb4DG5uZveuy93UaP0NYP_DLtbz5VJa8Zsjs0tphAY6AXjbBEbpql3lI95HZpOmUD4L_fRtWOfYDUKJvj43R9ZflVlpD-XeIJjBbnJNB-Es_aBDNw80Pk5UNRDHwLgPX5_RQiNupU2N6k3yHoucum7XzAJICuAtWpiFkMgR3KHB8g38lWBwE5xxKyPBg8wDpPbS1w_rFCoM6iEfiNCojqW12FmRUFgwScP-tuz-Grjypau6YIF9IS6j9zF3RujNKMoDGhZFrnIaS8RXprTtKNx-nDfP75jvB0-0MYLz7zhe1fCe1thXomL-iF_mYajiJeZIUMzw986RRK-EQVc8FZ1h2b-C_-FeEX7Rm5g8khIIMZJd0ZCOXav3p4=','2026-11-23 02:40:03.747199');
INSERT INTO "idempotent_answers" VALUES(1,'850509994c3996b2d762808823d25996500ef898ef0ddb28a5a3b348d652757b','386dca9cda289906fbff9faee5e857914db7e8084c46f73e1838e258637b5779',201,'gAAAAABrAksWHFVF45PkrEGPNvN-HCDlzzWkn_hajLGYfzwoEFljBHYJmdUNzI0xt3Ys4LrxxP5LJbiw4OzyR2IPV2j6a7uhu_4K3X6_Dy9NT_y2iFP7hpQBCEOCKJGxNqZ10jJr0itgyn9sa3wpbCKi5QyEKkTAVm3g9hFCha5jVp1wNKJHtlxV8vhru-VgA43WH94460xR8KrN87I_phbeh2ajkivXG5TvCUDpXEpCm5xFA2ijAoNJk8lpjQ1L6ubFF8PXgXywXJqEKmmyCOvYJT9NMppWKzHg1BlLpyYX1c1cGrkJanKdimt6VCo_E74StDK_6BdpQLRVlfUlHVM4Vs6-2AC-oKuQ_TI8yEfOnZ4OwvOA7glnCrZI-aM27KyC-_sqqcFuDeRjlWd6QhcHRwqs9Ylaptdb2pMyjLV3cXgQgSer9FlGC7_SL2_MESIOdk113yUo_MbUtbj_IugINxx3QoPHVz4tFP3DRX6R8gJGBqiZe7jgslb-yA5TBkm6zn-WRc-bdGOq3JBZ5qI9cf9URjgFv-Y5nE4TLUARFlqasPXSvmy62W0BxXXX2mYWLUy9CFo29zsoypzJ-p5yoyL_GyRpGuPfdcWEMTo6_7aFcO3VFXSDbQcrOxjKE6qrloEK91kq1TeT-myIcz0FkECrIz4BgA-lFkZvtIGU7ujuVFsKXgi2PSd6ACIOamsNuMd-5VriWZqwniRrBBeQhtD55czWDMRdXDeSIZW0__MrEQm3kk2SOl0_IRsMpWTnCQgeRRiiesEQAxs4HwcDqxZVbQWF7sM8uPGeOcCr8dmMyxcyxcv1h1MYFhqQflosl5_PJGcxlyl7v4kKUQxg1o-B98a2_hPZmdjUVgZwVtVS4H8jbYZaFBAfcS9LOy70alP0lUzH_IWbel17Jb9al_WHGmxx-B2sUHepzy7RJ4PbxvPZujQakHPxpGu2T_cv8_4ZjfJKq59DI9m4O_7a7RKl9Yt_YeebCD5rZJpPs8gzQFglL9IUqGbLVV3boeexexBerzRjIZ0n6g95ah1uPDugkWR4HkJkXN-sZbB-HlEkM_ouiMh6UpLXJCE3A06doAnglrGBs_jlnC1hCpnDOpCR4mEncmTYnqv8zmzTPn9hyZVSt0fvwOydpn-JgnM6Uh-oEjcVuiLxIgf8IrZvzPdDyrbjFHddqRvK7RqYzMqVbhRIBUoAhkF-qcXapEkCiKJF0lPa','2026-11-23 02:40:03.827045');
INSERT INTO "idempotent_answers" VALUES(1,'65d888dc0ad4c0980022db10d70a2243fd95f64eb19b2d1989767519fe424abd','284ef1b71a593a385b352516639a0f120a2a89426a92789bd73d7854964ecaad',201,'gAAAAABrAksXfYfFJ762yp7JF5mnQfqe7z-H_mbTbeuBNUyXw9AIBgRXrvpwV8tlQdxf9Ey1d-UyL_H13mvnUee0LbxsflwdZroo23uLGbUX5X9zId0vlONEgrv3abS5wOH3q37kjfbkeUagVXnQJ6fRt6dsLmW6v8O5S74WVWjSoTXr46uH9Q2qNXRV5skGpqc2BoJ456cbXpVE6IeeKxayAwz01bNyCoJKSeDE3p4EHqUdNG5z8JOooA9pBq2H1VefsbH5JNNtkcL-_nw-cJTmcndI5upVD3fV92xxRwqzkmjVg4WVMfAm_Ea220h3bVLcKsffbFlzoFqcr_Ax5_tbYB1VOoVQXhXTWVBpS8lrJlm_pQlxIHmBDdr3bosrwvSIfHrklsalXgW7F_9lZp7aygHBfN1m94ykLKpa3idZpuv-YIu4mgMaDgNBKkEi_t67QEb8JlIw6egl2JNsP2iaZ3bFqEfs22poIbkMyEiuGWk_kMP3S6i_AfFwyOxUs0qju37Bx2TktOQoOYgmhEAVBtBFKC8NQE-1ZjyXoFz_h8Mipw_CPLhWUAIhcuYx5W3xI7XsGGJFPNm7Xi1XPp1uVh6y2f_OQ6pVkta7ml8AX5Y_OBYIE5rW-BMIxzzzGhk7srMnCnPTLaQMpZY8TzY0YLxV22rAvoDBLR_Tb7-N2dsrqyJY9taOsIdyY2VcW7QlIyNoW-8rREclg1qHwyQlsfUeeKIazCT5JGT71JLjvK2VNKhy_VPoAxG2TYm_pQqBTb_uC6Qn8fCyh9dCszJFDZ9__YgJTHO-MCQWhj9oRlSY4OyFa0kX07wVUrofpnQamklC-bEBUGllof5M_UQpmVp35Sn20Mdr1XrRYF17y4HWKg1ux5b1zAKzLcL6he1OnBZTKAJoWuCvde8pCoE4gBb0-mNCSpV4f97SZCJbivz_1Qvu4pSJsetkXogTN1mBHPHVRJNje-mpmRsHPhhPjAYR5BwOqT6QfjtEH-tnLSJXeLtTsmWJRM18Bg5dAsPER-vT6pRsm9waO3tNye69DxI5Q26EPRX7OaSc1unW3yfoKx1Z59bfm5fryMXlyq5ogao-WxL0FG3dy2flHHKwgVRi5B6PgB9lp8tSmkMBMxubIs2cbH98IlWFMaelqr7TA_BVO1siTAcYApzSMY996IP_IkZXLE-cWPnJPep6l7lSJwJrht-g__v4_k4hstQ3bO6yihjQ','2026-11-23 02:40:03.900119');
INSERT INTO "idempotent_answers" VALUES(1,'46edf72107308d2214a93fb2b347bdbacd4aa6dabaeacdb5c79704ad3ac65af6','2fde80ce87c0c4dd17353b86c1e402e275e37cbb3c8f7f3bf66c433f0800be66',200,'gAAAAABrAksXNWsikgxxHth0TR9Mk53EmyMapE9CWvuKt45btfVriBMFkvAKtapu2zoYz35Nj5HBBABn7r2NStVccKBJyvmtPGIwIvW3u24LbXB-m3SFlTWsB5i8fc8yZHpwxovxVhdL5P9y5HhRju9M72W4BKhH1fAkgaKHTUucIGLxy_gyM9Zc_ds9XxjpFfPN1rPqDXl4EVQrr_1fTKGZsh1mK776lkLAsLCutOzT_F-102WLQEiDgU0XBFGuj-j_WbiqMBxAbrb51daYHRy7c6PCgR6dMrZT5MT4c7EH8_R3N-mZyW_B4rcherjOxQrHZrxHPNplHGI8_zUrHf_NSvhDoWTC2s8FKCUYjktOlZ_tfAsi6mem5ZDzbLMI6c5Qd6M2R8y1nPQqwskIU5Ae_c6CNOUAwsMY7YTB4SDT_RGUTdde97KSauW1bX87AFB0fTUTnicfVPaiVqrdiykOIGiXvSQTVER3O-u2sE2bMAxX4wcOPdb2Pc_rcqpytDUGFFSpJD7TrEWtIuz38zjljjD8iT2X7f1PgO1rhF_UNNLTWljlVTYnMRI23cqUyMz4DulPeGDmigJP9ibHwmqu-rG21WmWbsyoFHCYCyDfqa43iJJjuQn_z2Q7h5CeI-SDSPkcvCNMvYy2oFH307ixhcyRpgI0XRisIu23tNG-qF8-wb75BI4X3_KEo67NT-Ma9g4lVFHMB7JKmluTBfHRuUJ7xavR_augEo9xnKO8jS-lHMMyErc=','2026-11-23 02:40:03.990502');
INSERT INTO "idempotent_answers" VALUES(1,'0f95c2307bfc111c0c625d2e3a68a257ceb211c5dbd13545371aaf39fa5b6867','2fde80ce87c0c4dd17353b86c1e402e275e37cbb3c8f7f3bf66c433f0800be66',200,'gAAAAABrAksXmkc6lW_OIdiq6PwIqUVyaPyBRME7LAz0BTXQMGFn8ntGDhUIKdvEKAPFFfnMXFmcmCN_iCkzCw2NZPM8bdp9UrMMCdVYIrKPL4GJoO1zHamK3yYfQlRq6e8rKWo4aeqPXVEcS13EyxbZ1FyYW7mCTZ1TE1r4afDfH7XAeCoxu-LuvSZ0yylnBH8bshMSAAIJrwawyWkztdAOp64tOA4z9j1by-mpUnoeIciahwS-730ohVyn9mgFPLjRJsZNW9jMKbx0LptokzDpvsVeEbrX_0m2FB8hweSGZVmFCTvlOSiWMjZbwIl09-7ev2IUXL1BlqsH0K75cNDfEk4SctCgToO9mQjN4ar1Gf6FQkjk46fpTUHJRf2vOFMRORtO292M94zVw343DJ7O_oOojvY68k-tjNVYRkdZDBOAQyLG-ZVO9INT6-GH40VWeJtn77sJa3vYx2LMMDkF_PSwxBMbY95GKj8ShOSOwDdOnBqUYHpHSIHxgUOsLRf3VCLagUBDZbFOeNM_HDTrBklejqNPoqVvTOeA8KvFqEJLiJhNM2Rij8cz5YfUXgnu-L_yMhmCAQLEZgZdERuT_b2t3ocDeBuJ702Qz-X8b3tdhUV7P839sIlxgUIUNlfLH9wXZnEkonH0o9XKBEptXwBJ7I_orlIJ78SAREYAFcnAxDuDnb5vCSrvSMSI3UBTtaloaBfu8OvrCE3s5c0E0--P2AcD8l46cLjpHmxsh_sEQ4bhRPU=','2026-11-23 02:40:04.078033');
INSERT INTO "idempotent_answers" VALUES(1,'e3ba29d18ce1b93a357aaab133dbb026266b635af7043c12fa850b98ab53dcd7','2fde80ce87c0c4dd17353b86c1e402e275e37cbb3c8f7f3bf66c433f0800be66',200,'gAAAAABrAksXWoPdMOW49XP1Vi8h826XjDwcIa4MxWagYdd0rJSzm66r-IoVPdSx-DCYOKqnODqRtGETzvJw9zZN6HXr1youPcvyfT1x4lOUZRL4cSDYlpGdvusULPYY0eqANHk5VKghXyJ0t9GztJOz83HTNs0sHZdVES62RcqdT16TJaud0L1zIDvUQXX-H_znWRUvkU36LJRPacwwk0e06IFTNpwXaMh3u3E9b7EkJ2v6kkebFIW-mkKRqWb988kvo0sDh_WaQa430iV2Mb5IQt4OAKMBSDATlfAgT-OrisgoSzwCbbqPXonmEMTW49OBHGZaO_On63_tsj_geUspNpo-J-Tc-1Kw-XD79ZGttvQNDVy5kf7EzQNBKT7jNRjNcqBYhmdzcADfphSDHJo6hFLWAYFqmFyoKpRz33F-ST_NUgVCOh_VeefbBP7M5zhSLe0aH1T4Wzn-5M3OWvHUrce2a_jRWFMweqZIHEw3hhEfE2NhMBY8Kc0lKiS93YB2IQX2K6CfKowTh2srXz8FetMq26aCpopSfFTnepPhY46be2WxHP5ulZv6Ufje6uP0CcM85l8F4U3qsK3D4HpMQnzIeOzD_hCDHoBqqdy8F7ZAmUlxpS0xzlGiPEBmxBthO3l6SsxyWiMh97AXfR3iaQCkRR56aOwxJDqynhD_Xnyu0m2FkslBz9On9W1vOUom38Cvtvu2ObFlHl0trJqAQIuk8FxOP-4ze_8-HekS9eMLgPG2yeCUuEwsfX07U9AytK0C00pI','2026-11-23 02:40:04.142137');
INSERT INTO "idempotent_answers" VALUES(1,'282ceed40c783d60ea14f065640b124e170daa5f5a226fb05bc15dc511ec237b','386dca9cda289906fbff9faee5e857914db7e8084c46f73e1838e258637b5779',201,'gAAAAABrAksXJTQDfCSHjYmC9gXvUkjJZIj8SpkYMUAcFqgfHlBurwxRgciVmsoztQ4N-Ab3MAV5HI3WrDdRVlZpzqMu_TmmcrWxRdbPIDrtpx0eIeEjof9sjjn0WVhmxUqrZ9kUOeRVJlujBk0zpwmJv2xCKaVv2LMatvSYtCH6kBcaAKxIWB5atOhZ0L-CfC0rzw-MhLXOVT7zxrh6RdtFMB1JsAx_yhP3ZfHa5RQ0MObWrNz-aea1VABOvG4eK4E0bwey-9rf6oooV5JroRuAy0Ya2_jgaEzHaA7kHrXa3yhjXWTt2zxxAWWnr9SG3b6T1sbSNnfIuSkzb3HkmYNcguFBou_vn6cMciGGLmfdZHQT_W1VvS_BxSv9A9ASRhfXZGL7jk5NE921h6ZoWUuVBch8MeygLUwUad6X0dSck5JWli_di82TNFyfcW2u43Py_NAQVE-OHs_k3xecBurxLc-JQmykFSjqFiqEKh4GEKqcdA6RksVoAfLzBG463Cmg3ScJMY-SE3s9RnYMjriuioTTtEaO-sVQ-7bPDJjdW5Yz6YwWIGd7rEWCOEhnGc0eFt_2HWV5gcxil2AMDAZ3n5MSCOKmdQkJ-HUqM4UELfJZ8hM-qZ2q79gQ5_jxiHRnUh2GNjHxnwZpicv90-tuusFIT_ZLY-i3EgwjAjkg-Ke-1xmEq1yQsV-IHbgCnRJMwVonX_nAAZ8sF9pKrV0vEzfDWQO2tsjwYP5ZdkcP58KNgM9yIdnqhdlSERPpGrjufnnQVQ7R93r02afCLvbqdcWqKB7_KeC8QcmYJmmwJGP_vgZBEdgx3hUqAiMQn47IjnVwu3BD3GQpf3x3aK-heNjAksDtx9v9FJORNq2Tc08NvxPvRoOtXsIMoRcvs5LwwkFdS0WVhqaCXGxW-LJyzoe4_eLOq8d255hA2QsVBHCX-GZyDPQvXXGE3fO_7GizoYnfQAqWzoojky9HwhZdV1mbvsPGWvx23lC160EXup9nDyMss2gPzDLMyXujqlwLaAardgvpoFDYzd9x-q3NE0j1KeLbF2bvUZidyVudBxmLSD16hFpq5YXWHyGdnlP4gfwRjoRLD6e1sgsB6zTmOcKYCtkvGkmejevTzfsDmr0nOXLmbL2Vnq-KnTAGaCMhmmKPLwRHuib-FeShtYnPvFZVGbGY9bumZsULPSDzcAyWUNLHESqKDODMsT-GEn4ZWqhTJvW6','2026-11-23 02:40:04.179291');
INSERT INTO "idempotent_answers" VALUES(1,'fa105ff7634703364e6b899b25cfefb9f1b736e217888961019075e723ac00ba','bc16203d6f26624bf6fd5a48b9dde809f48bf85fb00f6a440112e1e417a3280e',201,'gAAAAABrAksXAcUNcx9MGSZTM9_EQP8FR8WxVvUKyZsSgzizzHy9S-y0Z-sUPEViTk2YBQZvIZ7MIB3wilt3V7R4oQG3L5rKH0eEOOf9R6d4ju___N26djaXdnqlXhmrEitG6d0sG1ZGP8ps9rSBzJJKh4-TkQWkSOSZiGcSaFo-Idk4_enCqWOYf6c9RMsmTr-emLXDm2qFVQ3h03Ajn26a1-ZwCZaIc2V0qQuOGi-fX7NH8mFMA12XTj7CfKnaD5UamRTVJDYEzShD8Vr2cPzeq_siSJzC-dBFXnkALFgUag8dH_kcrO6EqucS9SDVL7Y033ERmegu0eKrj2q3XycXk6c3xS7Teuw5YpHxnMj0Y1YNI8s8pXRjklU7c10WqMoQIR3PwdADQYNPek3r74nyPg-hd6k2e2xg6nE23ZqIz5WVDtYFZbWtWgH7m5np2AUEwSuO5ps136GQGuaFVmF6tpStn3cJOGT8w_deXfqR8GrysAdsNa3DxraDscbk5jla01UG3otjbVfIMIRseBq8Z978IBC_ht58NCGRxUuXULPp-XSaV1JjYrWqT_fsIZci7sHfMnm4H2BuW-VCehSw624z2Q4ekZAJhJOZICVOjDTjysLUjTCWrh1BUxB6aBlfsMdWYTZtZo1e0Ov6oL-eKuBSVDTzRR88w79K1IFIwIjIQaKBZHn1U7LOb8F-xfBgn0pBKuzGF_ZJjRFBlnWm0GXRmYH9Ved8nFNqxXhqoOS74b3rFO3ktug4EFnFhLSegOmwv0GiNHD1C3XvXLb0jEtWQGqr1NOsEzosb9eVkxIaXyHpZigPzSqrD_s7idqEsC655rrM1pPkW6lbGCmPgM6ErOOT5ylp-PWDs8wREBv_X3LsGY0CGoh1oElGO8wZp3pCL-VanQV5LAOjBgWuxLzscO5zJp42_OWsS8fVxCxPwvJLwQI5zcQiVgosHl-zpSBQZJNNbkTMZ2Ue_wRhTfl_fGj0Iv2DR2j3XMVTYLWreOwAdYanTH_LEWVr-4me-XC700YiNQ8fJqnVgXqDJncUb9iZ45UEVKV2_cWJeRwyHd3eHlwiFb9RfTwuP5LQ-O4s5f5sIU9AOdREFL6kjFXu0Av7ZJkSp2u5SSzVmwzW8rQabcgFFUFOtnFG6IsQn9jH8FD52WTlCLfLVLphSomkfEAMyw==','2026-11-23 02:40:04.241653');
INSERT INTO "idempotent_answers" VALUES(1,'de0465cff88c62c412883bf64c23213b58a1c6fa7cc6432b323efa7b12e9c28d','2fde80ce87c0c4dd17353b86c1e402e275e37cbb3c8f7f3bf66c433f0800be66',200,'gAAAAABrAksXFCjO-PCUvZlYsx41wq8TfQ2LuGXRgVdWfVf1Ckl4ILgWhgW1Ui4a-nTTfmOwU8OrJHmlLQNDVYoNvMrL3mfjr_9oldpDWYq2tkNkNkBrgR9dH7eqP6pF93ZZmXjAZnfCnYsmYWvkkOGiX9iUKMMUa4cG8ZS861P_x557fvC3MPuxD7rvE8-ZSOTgIo8f-swnAtdtd7cmaysvQNNYsg5BlHRZgSoeZKs0iVAoJNuAJDsVfGawVnX9F-Pa_Nc2PdiRcbujrF_b5-rueGvc_KStlyy-koZDakectN4cgNliIho5yE1SyuU0MfMVUYRFljh2n8LWfxr9Z72HtL6p0lJ9JlHwyxbtYf5fJ-dLDP6xgQTUQXaavos7C0Fc0PVVTjSbbHjdfmLxHnewLbhyWKBdVVsA-DY9vJBRWWNLQSaAtv7tN7saMxdyZMYSfgLHdPciumz4P2gdDLwbG8MVR9oLj-lfZXQS1kl-lOTgsVJjiWLI3PT7HbqUzF5K0hxea30uB_QNFo5459MXDuYzSrAFoq9r1B_QjV4EKnObyRSQFdOkh6dSYrpFLUFfUEbeJKvhw1eWzTlfbGjP_TLRIM8FcB0dDiye_Kuu-h3pSpP-FyG0r5v9dz_hhRchDD-KHWdilUlUX6dSRd-Q1wyT0sAUwaDI8xKXPWtv46m347c7XbYBOvAfAbD0W3IA8Geod_vKw7HJK7KOI5wLdhSEDT-q95EWyHB3_7IjrXUZVHRMvflKOk7kUxW2CEF8dbwS_6MF','2026-11-23 02:40:04.294955');
INSERT INTO "idempotent_answers" VALUES(1,'bed445a1dee3a0a299701f6a7622dd8fcbf465b18b9f5ee762a92af217ff65d8','2fde80ce87c0c4dd17353b86c1e402e275e37cbb3c8f7f3bf66c433f0800be66',200,'gAAAAABrAksXt2D4QzuOsXvoTeDLY6huEfM_3Fi9PEgUudqoqxSOzNujTF-rCS7tjDiaP9EA_SRq9rMaDESOqEEMEY-VcNUks3Sh_X0G6hsgrgBFk3BV4fVYwsjDaPY4L9ylZJbJu0AqRN7Nt6VAS2kAch5TfjTlF9gLvjqCd6_DbnUjRWglNOdJFRHCtJiPDBZbFAX36MIICqGdfppKbfINgADhQUWy5wL1n5nFFhL3sKIVV-St5OCJG8eihYds-0qkUThVaTMVqYqBNJUrHH1YJTxvoP-MIIye8aW2B4noRQM0JekUJrZHFJOzf3BmJWscTHn4xeqsbW-kLf2al7HTT-L0Bad9FR6Aq6B6fiQuxaaD-M98QVZTjvLEIDxJKQJEb4W1skzUK-Hsid3qDsulTu2UZ6_yMCrM-iJkIQKhQdkfncXORtWUTrEJvAF1rxGP3-m4w0EfYKEwlis1sdTYlLhnm-rUMxK0vxlC-S4jdS9NdhldzRX_lplT_HiSzsUIakeeTRNCSPwXVH8HNVvGBw-itdYhMZxiA-DsEEULSPeusJanjK9NHnJBGBkUApt5nRCSYlPPkjCeZaBBnRjd_JRt9C0u1SZlaahR9gqvF8iClSQlcICTMJswoETKkdyBEIiNJ3G_kn4751FjFFYFiRN3zMgLvpRYCUEcbPNWqjzIX8B-Di6Wx2ur_jy9xyedX-4BvFRAbyOj5YS9kOtCHFLwMaSMplezw934Xv_QELTf2L6xehLEdDP-Ls07A3DLyqn9c9Vg','2026-11-23 02:40:04.323044');
INSERT INTO "idempotent_answers" VALUES(1,'f022055bae0688330c3733359e145fd890791880661898a339ad79b4b0b8c08e','2fde80ce87c0c4dd17353b86c1e402e275e37cbb3c8f7f3bf66c433f0800be66',200,'gAAAAABrAksXjSZ3iyTR9122guHpK_svWDXWEIs4aWCdDvVLlqJsQQeLK4uMEPUKEMbpsNnf22stKWqowyiQ7Rr1aqhgQrHh4Y2Y_4fxLLKKa7Pt4emNV5M07yEmYF2odVqF1o-x-wdW1jip1YAOnPVTfwGuwaqaoA0fAp42raiT7rY6Bxn3OlZO_oR7F0-4EMBt2GF7CTWwmd6agN8aIkDrqurkXj07BIm9Lulm_rvcdoqzVZprS4PP5VdB8a0AB1NIKzHf5-jHzlRnyYeNdCWwGCc5mwkP_UOpOPBaLy6P3Z4HG6wmctPv4LffZVYee0gu8CXmzEPRrhDo9O2IjdVqSMaF14uuG6z7KjYMbjCruGddHLxvLzF7Rp9EFcUo2DftTacNih7pnP25uv7RibdCjtuCtER2CDwcIdG1Tw2eKMfluCbwpyooKKwGAu_hZ3TM_QUzhbD5zd3STGWPm4neEOJ3-27vPeZX7oYTCvSEXkpcTzgDAd911GQrMxk7AAcLqopvs39COJPtVArA5Rb7q6GG-O5uPM1-hmQgwPQuzOvJimcKZnpbC3n_T2Mb0EVqOLwUQlXEOoTubw1h8H88bFoe3Y7bttE_Btf7d4FUJ297_JKlPF5pLWqMIEL-V6H_sebXiHBPRKTzuHNnVGF5T7Z225TABjx1SgRb-V1qAqyqgq-qf0PW0s-LKfBtpVgl-40okpL88jvQ4NWjoimX8e4FePKPNzNilBatD8hI8_Fl65WEYHlan9ezcVvtdScIcK7X3m3ZvxNePlZQXI83uKagAH3GU87dcVUqqczUJ_oDdHMqyg0=','2026-11-23 02:40:04.377684');
INSERT INTO "idempotent_answers" VALUES(1,'72be1be2d8a9a79f7847aac30f6b3b03d3aacc615c857ce6617ee0d1b19556b5','2fde80ce87c0c4dd17353b86c1e402e275e37cbb3c8f7f3bf66c433f0800be66',200,'gAAAAABrAksXavHDFcTgjAinkUAkzEZstwfx7eVEQJtreNdCIdamDCa9FlZa8HegFCWScOqcCYyCJG2y5lROBOA2jIixsOKgTMI8J9qWOS-Y9ys8FjKm6TyNSfgv37L-vN9VXvhd7P0OREZ8EWFSUVveLvRpEF_p_6ugsWiZNWax7FteEqXFo1jALI6Pn1GV7u1tnL-Hu8dhPUgubLvuvLATMpcB2tDX_5muh13XMLmO82Uwk9A2VZoZ53UzoY_jhb6eCCqcmEG4J1Ksx4V5DzNfwir-ftfXBU9_UWNjpq2w2pgkQtT32_2kTOtm2xqixcwe96d10EGoQWrzgBHpaRWzL4YTpAChgqFPS-Gbe8zbdanN28Ul1Nj_1TTdUB9MIfNrP6_z_yrBd9DQd5U4nLoszxa8LIGIHBlZSkMoY5RtA0qyiQiD47TDWPx2eVyC2DA1DrJ8StSctE8nubc9QT9aS5_zSiIYD-vLCOrAJCMiv8AS9VupgPYDhsFYctSPG_yKrS4-SlvTQVuMy2FLxwp1_oXaCByzoHWNHf_zywDUomKknhaPp4Oe0Jm0czBzkZTBy2Um7wiMGQoWwt3w73ZO7LtCdnhOPetIDcoVB3A4AhCgjN6yu3ppfWX5Sh-MOAedBE-pTiOHzuLXOIbnnCSlE0AuaCN75C16AmGrKqgqINraEd6eJ1Qtdw8w24yG2thZtX3k0CmneJdavRVH5FxzuptGQR29mASELlUSfBu4ImAUVWO0oOTzu7S_kDSLpcx47-SujBlDiySi-wtNo7adsKplZ-3T0ywgldQMbdE9k1bjiopfSKU=','2026-11-23 02:40:04.453272');
INSERT INTO "idempotent_answers" VALUES(1,'c6e0f9c473e82ab5f87ad00be446d1059ce8c63cbde79e5f86a5a09696800e16','2fde80ce87c0c4dd17353b86c1e402e275e37cbb3c8f7f3bf66c433f0800be66',200,'gAAAAABrAksXFDngZuJODmPwLKKXzEk1mjuXLMnF8scwR6ucmzaqZ8v37CBBx1z-7c4CiMz3pyoMeM4f3Kx6vJKGKDPOdt_I7GZhrozldcm46GYj_r4ZBR2ANPHfeDCo6cGE_vdIWouRwgZjZT2D7dlhVqot4Ms9NxuV_9fFrcipIjW9sZoSaOedJLwjBxHIPQFtREEpAuYRKHQE3dIe6WfBXwuWgESL7h5B5gT-n7EDnqlSaCZZcHwcTecSz4QHtF-fAvGcrBYOu5ecVUBgtIbfyUXdECNLJ0emT289CjRvgehLIGE3N6WHfEFNyo-KeM7DdWg0Ft3jdwRKOMLr5lyFj7j6cYGjK9m3m5qGVP28gNrzQX43u8rerytr5xTkxY7guOyZRx7nbumfPYr_tMt5ALUkorTbW-OlkDEHVNkos7dXEPpQxQwjHMQwvIpgcoAJ3ekrTsgmYjy2kLAueJEuGt7BVOY7h0XSXcuNqfzW7o9NLVkqXddiozHByh6k3YwRzDzD2l1taeS67wzCf26BHl0QC-Gvvun_PDXUCn1rWjZUgXlChzfHevvTIzQlhToScDOG4H9yAx2e1oN7j4PAU4-LXz_2QbnKjmkd2r9gqL9R2UlSl8LFiqh9MoEL7aUTYhs8QxO3ZshkpJDuJmaepYNM3iP07LOwdAXElWAfpMoqJjcemhcZ9Sb1VxgiNFlhIJ80r45CQixYHg4qs0oM_1BDPVFVq4pWyUeR2O4VeM1VwfG16HWcBTu36GpSut6I3tQKCqw6759NBbB0-G4LvQWTRyHG3a8ejtebL5LF6DDZJHOLDko=','2026-11-23 02:40:04.495395');
CREATE TABLE line_days (
	site_id INTEGER NOT NULL, 
	line_id INTEGER NOT NULL, 
	day DATE NOT NULL, 
	last_ordinal INTEGER NOT NULL, 
	CONSTRAINT pk_line_days PRIMARY KEY (site_id, line_id, day), 
	CONSTRAINT fk_line_days_line_id FOREIGN KEY(line_id) REFERENCES lines (id), 
	CONSTRAINT fk_line_days_site_id FOREIGN KEY(site_id) REFERENCES sites (id)
);
INSERT INTO "line_days" VALUES(1,1,'2026-11-23',4);
INSERT INTO "line_days" VALUES(1,3,'2026-11-23',5);
INSERT INTO "line_days" VALUES(1,4,'2026-11-23',3);
INSERT INTO "line_days" VALUES(1,2,'2026-11-23',3);
CREATE TABLE lines (
	id INTEGER NOT NULL, 
	site_id INTEGER NOT NULL, 
	prefix VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	CONSTRAINT pk_lines PRIMARY KEY (id), 
	CONSTRAINT ck_lines_prefix CHECK (length(prefix) BETWEEN 1 AND 2), 
	CONSTRAINT fk_lines_site_id FOREIGN KEY(site_id) REFERENCES sites (id), 
	CONSTRAINT uq_lines_site_id_prefix UNIQUE (site_id, prefix)
);
INSERT INTO "lines" VALUES(1,1,'A','Layanan 1');
INSERT INTO "lines" VALUES(2,1,'R','Layanan 2');
INSERT INTO "lines" VALUES(3,1,'M','Layanan 3');
INSERT INTO "lines" VALUES(4,1,'L','Layanan 4');
CREATE TABLE messages (
	id INTEGER NOT NULL, 
	site_id INTEGER NOT NULL, 
	ticket_key INTEGER NOT NULL, 
	template VARCHAR(20) NOT NULL, 
	parameters JSON NOT NULL, 
	state VARCHAR(8) NOT NULL, 
	attempts INTEGER NOT NULL, 
	due_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	changed_at DATETIME NOT NULL, 
	error VARCHAR(200), 
	CONSTRAINT pk_messages PRIMARY KEY (id), 
	CONSTRAINT ck_messages_state CHECK (state IN ('pending', 'sending', 'sent', 'failed', 'expired')), 
	CONSTRAINT fk_messages_site_id FOREIGN KEY(site_id) REFERENCES sites (id), 
	CONSTRAINT fk_messages_ticket_key FOREIGN KEY(ticket_key) REFERENCES tickets ("key")
);
INSERT INTO "messages" VALUES(1,1,15,'ticket-issued','{"number": "R003"}','pending',0,'2026-11-23 02:40:05.252091','2026-11-23 03:40:05.252091','2026-11-23 02:40:05.252091',NULL);
CREATE TABLE notices (
	id INTEGER NOT NULL, 
	site_id INTEGER NOT NULL, 
	kind VARCHAR(10) NOT NULL, 
	text VARCHAR(200) NOT NULL, 
	until DATETIME, 
	at DATETIME NOT NULL, 
	"by" VARCHAR(40) NOT NULL, 
	CONSTRAINT pk_notices PRIMARY KEY (id), 
	CONSTRAINT ck_notices_kind CHECK (kind IN ('info', 'gangguan', 'darurat')), 
	CONSTRAINT fk_notices_site_id FOREIGN KEY(site_id) REFERENCES sites (id)
);
CREATE TABLE one_time_links (
	digest VARCHAR NOT NULL, 
	staff_id INTEGER, 
	purpose VARCHAR NOT NULL, 
	expires_at DATETIME NOT NULL, 
	used_at DATETIME, 
	CONSTRAINT pk_one_time_links PRIMARY KEY (digest), 
	CONSTRAINT ck_one_time_links_holder CHECK ((purpose = 'first-admin') = (staff_id IS NULL)), 
	CONSTRAINT ck_one_time_links_purpose CHECK (purpose IN ('first-admin', 'set-password')), 
	CONSTRAINT fk_one_time_links_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);
CREATE TABLE opening_hours (
	agency_id INTEGER NOT NULL, 
	weekday INTEGER NOT NULL, 
	opens TIME NOT NULL, 
	closes TIME NOT NULL, 
	break_from TIME, 
	break_to TIME, 
	CONSTRAINT pk_opening_hours PRIMARY KEY (agency_id, weekday), 
	CONSTRAINT ck_opening_hours_order CHECK (opens < closes), 
	CONSTRAINT ck_opening_hours_weekday CHECK (weekday BETWEEN 0 AND 6), 
	CONSTRAINT fk_opening_hours_agency_id FOREIGN KEY(agency_id) REFERENCES agencies (id)
);
INSERT INTO "opening_hours" VALUES(1,0,'08:00:00.000000','16:00:00.000000',NULL,NULL);
INSERT INTO "opening_hours" VALUES(1,1,'08:00:00.000000','16:00:00.000000',NULL,NULL);
INSERT INTO "opening_hours" VALUES(1,2,'08:00:00.000000','16:00:00.000000',NULL,NULL);
INSERT INTO "opening_hours" VALUES(1,3,'08:00:00.000000','16:00:00.000000',NULL,NULL);
INSERT INTO "opening_hours" VALUES(1,4,'08:00:00.000000','16:00:00.000000',NULL,NULL);
INSERT INTO "opening_hours" VALUES(1,5,'08:00:00.000000','16:00:00.000000',NULL,NULL);
INSERT INTO "opening_hours" VALUES(1,6,'08:00:00.000000','16:00:00.000000',NULL,NULL);
CREATE TABLE service_days (
	site_id INTEGER NOT NULL, 
	service_id INTEGER NOT NULL, 
	day DATE NOT NULL, 
	quota INTEGER NOT NULL, 
	taken INTEGER NOT NULL, 
	taken_remote INTEGER NOT NULL, 
	CONSTRAINT pk_service_days PRIMARY KEY (site_id, service_id, day), 
	CONSTRAINT ck_service_days_quota CHECK (quota >= 0), 
	CONSTRAINT ck_service_days_taken CHECK (taken >= 0 AND taken_remote >= 0 AND taken_remote <= taken), 
	CONSTRAINT fk_service_days_service_id FOREIGN KEY(service_id) REFERENCES services (id), 
	CONSTRAINT fk_service_days_site_id FOREIGN KEY(site_id) REFERENCES sites (id)
);
CREATE TABLE service_standards (
	service_id INTEGER NOT NULL, 
	persyaratan JSON NOT NULL, 
	prosedur JSON NOT NULL, 
	jangka_waktu VARCHAR NOT NULL, 
	biaya VARCHAR NOT NULL, 
	produk VARCHAR NOT NULL, 
	pengaduan VARCHAR NOT NULL, 
	cases JSON NOT NULL, 
	dasar_hukum JSON NOT NULL, 
	source_url VARCHAR NOT NULL, 
	certainty VARCHAR NOT NULL, 
	unconfirmed JSON NOT NULL, 
	CONSTRAINT pk_service_standards PRIMARY KEY (service_id), 
	CONSTRAINT fk_service_standards_service_id FOREIGN KEY(service_id) REFERENCES services (id)
);
CREATE TABLE services (
	id INTEGER NOT NULL, 
	site_id INTEGER NOT NULL, 
	agency_id INTEGER NOT NULL, 
	line_id INTEGER NOT NULL, 
	hall_id INTEGER NOT NULL, 
	code VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	aliases JSON NOT NULL, 
	nominal_minutes INTEGER NOT NULL, 
	quota INTEGER, 
	online_allowed BOOLEAN NOT NULL, 
	popular INTEGER, 
	source_url VARCHAR NOT NULL, 
	certainty VARCHAR NOT NULL, 
	active BOOLEAN NOT NULL, 
	CONSTRAINT pk_services PRIMARY KEY (id), 
	CONSTRAINT ck_services_nominal_minutes CHECK (nominal_minutes > 0), 
	CONSTRAINT ck_services_quota CHECK (quota IS NULL OR quota >= 0), 
	CONSTRAINT fk_services_agency_id FOREIGN KEY(agency_id) REFERENCES agencies (id), 
	CONSTRAINT fk_services_hall_id FOREIGN KEY(hall_id) REFERENCES halls (id), 
	CONSTRAINT fk_services_line_id FOREIGN KEY(line_id) REFERENCES lines (id), 
	CONSTRAINT fk_services_site_id FOREIGN KEY(site_id) REFERENCES sites (id), 
	CONSTRAINT uq_services_site_id_code UNIQUE (site_id, code)
);
INSERT INTO "services" VALUES(1,1,1,1,1,'S1','Layanan 1','[]',10,NULL,1,NULL,'','typical',1);
INSERT INTO "services" VALUES(2,1,1,2,1,'S2','Layanan 2','[]',10,NULL,1,NULL,'','typical',1);
INSERT INTO "services" VALUES(3,1,1,3,1,'S3','Layanan 3','[]',10,NULL,1,NULL,'','typical',1);
INSERT INTO "services" VALUES(4,1,1,4,1,'S4','Layanan 4','[]',10,NULL,1,NULL,'','typical',1);
CREATE TABLE sign_ins (
	id INTEGER NOT NULL, 
	staff_id INTEGER NOT NULL, 
	started_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	CONSTRAINT pk_sign_ins PRIMARY KEY (id), 
	CONSTRAINT fk_sign_ins_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);
CREATE TABLE sites (
	id INTEGER NOT NULL, 
	code VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	short_name VARCHAR NOT NULL, 
	owner VARCHAR NOT NULL, 
	address VARCHAR NOT NULL, 
	tz_name VARCHAR NOT NULL, 
	late_after INTEGER NOT NULL, 
	priority_every INTEGER NOT NULL, 
	grace_minutes INTEGER NOT NULL, 
	remote_share INTEGER NOT NULL, 
	last_ticket_minutes INTEGER NOT NULL, 
	overrun_minutes INTEGER NOT NULL, 
	numbers_from TIME NOT NULL, 
	next_day_from TIME NOT NULL, 
	catalogue_version INTEGER NOT NULL, 
	CONSTRAINT pk_sites PRIMARY KEY (id), 
	CONSTRAINT ck_sites_late_after CHECK (late_after >= 0), 
	CONSTRAINT ck_sites_priority_every CHECK (priority_every >= 1), 
	CONSTRAINT ck_sites_remote_share CHECK (remote_share >= 0 AND remote_share <= 100), 
	CONSTRAINT uq_sites_code UNIQUE (code)
);
INSERT INTO "sites" VALUES(1,'simulasi','Kantor Simulasi Bench','Kantor Simulasi','GMSC','Tidak di dunia nyata','Asia/Jakarta',2,3,30,100,60,15,'06:00:00.000000','15:00:00.000000',1);
CREATE TABLE staff (
	id INTEGER NOT NULL, 
	site_id INTEGER NOT NULL, 
	login VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	password_hash VARCHAR, 
	role VARCHAR NOT NULL, 
	counter_id INTEGER, 
	hall_id INTEGER, 
	agency_id INTEGER, 
	active BOOLEAN NOT NULL, 
	failures INTEGER NOT NULL, 
	locked_until DATETIME, 
	known_failures INTEGER NOT NULL, 
	known_locked_until DATETIME, 
	CONSTRAINT pk_staff PRIMARY KEY (id), 
	CONSTRAINT ck_staff_role CHECK (role IN ('counter', 'supervisor', 'manager', 'survey', 'admin', 'auditor', 'integrator')), 
	CONSTRAINT ck_staff_failures CHECK (failures >= 0 AND known_failures >= 0), 
	CONSTRAINT fk_staff_agency_id FOREIGN KEY(agency_id) REFERENCES agencies (id), 
	CONSTRAINT fk_staff_counter_id FOREIGN KEY(counter_id) REFERENCES counters (id), 
	CONSTRAINT fk_staff_hall_id FOREIGN KEY(hall_id) REFERENCES halls (id), 
	CONSTRAINT fk_staff_site_id FOREIGN KEY(site_id) REFERENCES sites (id), 
	CONSTRAINT uq_staff_login UNIQUE (login)
);
CREATE TABLE survey_answers (
	response_id VARCHAR NOT NULL, 
	unsur VARCHAR NOT NULL, 
	score INTEGER NOT NULL, 
	CONSTRAINT pk_survey_answers PRIMARY KEY (response_id, unsur), 
	CONSTRAINT ck_survey_answers_score CHECK (score BETWEEN 1 AND 4), 
	CONSTRAINT fk_survey_answers_response_id FOREIGN KEY(response_id) REFERENCES survey_responses (id)
)
 WITHOUT ROWID

;
INSERT INTO "survey_answers" VALUES('1b21bd0d5fb5aa8665f0037e4883a6dc','biaya',4);
INSERT INTO "survey_answers" VALUES('1b21bd0d5fb5aa8665f0037e4883a6dc','kompetensi',4);
INSERT INTO "survey_answers" VALUES('1b21bd0d5fb5aa8665f0037e4883a6dc','pengaduan',4);
INSERT INTO "survey_answers" VALUES('1b21bd0d5fb5aa8665f0037e4883a6dc','perilaku',4);
INSERT INTO "survey_answers" VALUES('1b21bd0d5fb5aa8665f0037e4883a6dc','persyaratan',4);
INSERT INTO "survey_answers" VALUES('1b21bd0d5fb5aa8665f0037e4883a6dc','produk',4);
INSERT INTO "survey_answers" VALUES('1b21bd0d5fb5aa8665f0037e4883a6dc','prosedur',4);
INSERT INTO "survey_answers" VALUES('1b21bd0d5fb5aa8665f0037e4883a6dc','sarpras',4);
INSERT INTO "survey_answers" VALUES('1b21bd0d5fb5aa8665f0037e4883a6dc','waktu',4);
INSERT INTO "survey_answers" VALUES('3b2b099d3b7598e397d7c79822fb38e3','biaya',4);
INSERT INTO "survey_answers" VALUES('3b2b099d3b7598e397d7c79822fb38e3','kompetensi',4);
INSERT INTO "survey_answers" VALUES('3b2b099d3b7598e397d7c79822fb38e3','pengaduan',4);
INSERT INTO "survey_answers" VALUES('3b2b099d3b7598e397d7c79822fb38e3','perilaku',4);
INSERT INTO "survey_answers" VALUES('3b2b099d3b7598e397d7c79822fb38e3','persyaratan',4);
INSERT INTO "survey_answers" VALUES('3b2b099d3b7598e397d7c79822fb38e3','produk',4);
INSERT INTO "survey_answers" VALUES('3b2b099d3b7598e397d7c79822fb38e3','prosedur',4);
INSERT INTO "survey_answers" VALUES('3b2b099d3b7598e397d7c79822fb38e3','sarpras',4);
INSERT INTO "survey_answers" VALUES('3b2b099d3b7598e397d7c79822fb38e3','waktu',4);
INSERT INTO "survey_answers" VALUES('40146a4db6212c1ce160634e081865b4','biaya',4);
INSERT INTO "survey_answers" VALUES('40146a4db6212c1ce160634e081865b4','kompetensi',4);
INSERT INTO "survey_answers" VALUES('40146a4db6212c1ce160634e081865b4','pengaduan',4);
INSERT INTO "survey_answers" VALUES('40146a4db6212c1ce160634e081865b4','perilaku',4);
INSERT INTO "survey_answers" VALUES('40146a4db6212c1ce160634e081865b4','persyaratan',4);
INSERT INTO "survey_answers" VALUES('40146a4db6212c1ce160634e081865b4','produk',4);
INSERT INTO "survey_answers" VALUES('40146a4db6212c1ce160634e081865b4','prosedur',4);
INSERT INTO "survey_answers" VALUES('40146a4db6212c1ce160634e081865b4','sarpras',4);
INSERT INTO "survey_answers" VALUES('40146a4db6212c1ce160634e081865b4','waktu',4);
INSERT INTO "survey_answers" VALUES('426c57e8bc383282a112c7e8edd8bf5d','biaya',4);
INSERT INTO "survey_answers" VALUES('426c57e8bc383282a112c7e8edd8bf5d','kompetensi',4);
INSERT INTO "survey_answers" VALUES('426c57e8bc383282a112c7e8edd8bf5d','pengaduan',4);
INSERT INTO "survey_answers" VALUES('426c57e8bc383282a112c7e8edd8bf5d','perilaku',4);
INSERT INTO "survey_answers" VALUES('426c57e8bc383282a112c7e8edd8bf5d','persyaratan',4);
INSERT INTO "survey_answers" VALUES('426c57e8bc383282a112c7e8edd8bf5d','produk',4);
INSERT INTO "survey_answers" VALUES('426c57e8bc383282a112c7e8edd8bf5d','prosedur',4);
INSERT INTO "survey_answers" VALUES('426c57e8bc383282a112c7e8edd8bf5d','sarpras',4);
INSERT INTO "survey_answers" VALUES('426c57e8bc383282a112c7e8edd8bf5d','waktu',4);
INSERT INTO "survey_answers" VALUES('431bee60f26a3ddb53db299a54764726','biaya',4);
INSERT INTO "survey_answers" VALUES('431bee60f26a3ddb53db299a54764726','kompetensi',4);
INSERT INTO "survey_answers" VALUES('431bee60f26a3ddb53db299a54764726','pengaduan',4);
INSERT INTO "survey_answers" VALUES('431bee60f26a3ddb53db299a54764726','perilaku',4);
INSERT INTO "survey_answers" VALUES('431bee60f26a3ddb53db299a54764726','persyaratan',4);
INSERT INTO "survey_answers" VALUES('431bee60f26a3ddb53db299a54764726','produk',4);
INSERT INTO "survey_answers" VALUES('431bee60f26a3ddb53db299a54764726','prosedur',4);
INSERT INTO "survey_answers" VALUES('431bee60f26a3ddb53db299a54764726','sarpras',4);
INSERT INTO "survey_answers" VALUES('431bee60f26a3ddb53db299a54764726','waktu',4);
INSERT INTO "survey_answers" VALUES('8f9745838f32af0b419a4c0b034082ca','biaya',4);
INSERT INTO "survey_answers" VALUES('8f9745838f32af0b419a4c0b034082ca','kompetensi',4);
INSERT INTO "survey_answers" VALUES('8f9745838f32af0b419a4c0b034082ca','pengaduan',4);
INSERT INTO "survey_answers" VALUES('8f9745838f32af0b419a4c0b034082ca','perilaku',4);
INSERT INTO "survey_answers" VALUES('8f9745838f32af0b419a4c0b034082ca','persyaratan',4);
INSERT INTO "survey_answers" VALUES('8f9745838f32af0b419a4c0b034082ca','produk',4);
INSERT INTO "survey_answers" VALUES('8f9745838f32af0b419a4c0b034082ca','prosedur',4);
INSERT INTO "survey_answers" VALUES('8f9745838f32af0b419a4c0b034082ca','sarpras',4);
INSERT INTO "survey_answers" VALUES('8f9745838f32af0b419a4c0b034082ca','waktu',4);
CREATE TABLE survey_responses (
	id VARCHAR NOT NULL, 
	site_id INTEGER NOT NULL, 
	instrument VARCHAR NOT NULL, 
	service_code VARCHAR NOT NULL, 
	agency_code VARCHAR NOT NULL, 
	day DATE NOT NULL, 
	channel VARCHAR NOT NULL, 
	flags JSON NOT NULL, 
	jenis_kelamin VARCHAR, 
	usia VARCHAR, 
	pendidikan VARCHAR, 
	pekerjaan VARCHAR, 
	disabilitas VARCHAR, 
	CONSTRAINT pk_survey_responses PRIMARY KEY (id), 
	CONSTRAINT ck_survey_responses_channel CHECK (channel IN ('web', 'kiosk', 'assisted'))
)
 WITHOUT ROWID

;
INSERT INTO "survey_responses" VALUES('1b21bd0d5fb5aa8665f0037e4883a6dc',1,'permenpanrb-14-2017','S3','KTR','2026-11-23','web','["straight-line"]',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "survey_responses" VALUES('3b2b099d3b7598e397d7c79822fb38e3',1,'permenpanrb-14-2017','S3','KTR','2026-11-23','web','["straight-line"]',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "survey_responses" VALUES('40146a4db6212c1ce160634e081865b4',1,'permenpanrb-14-2017','S3','KTR','2026-11-23','web','["straight-line"]',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "survey_responses" VALUES('426c57e8bc383282a112c7e8edd8bf5d',1,'permenpanrb-14-2017','S3','KTR','2026-11-23','web','["straight-line"]',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "survey_responses" VALUES('431bee60f26a3ddb53db299a54764726',1,'permenpanrb-14-2017','S1','KTR','2026-11-23','web','["straight-line"]',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "survey_responses" VALUES('8f9745838f32af0b419a4c0b034082ca',1,'permenpanrb-14-2017','S4','KTR','2026-11-23','web','["straight-line"]',NULL,NULL,NULL,NULL,NULL);
CREATE TABLE survey_rights (
	digest VARCHAR NOT NULL, 
	site_id INTEGER NOT NULL, 
	subject VARCHAR NOT NULL, 
	service_code VARCHAR NOT NULL, 
	agency_code VARCHAR NOT NULL, 
	counter_code VARCHAR, 
	day DATE NOT NULL, 
	expires_at DATETIME NOT NULL, 
	withdrawn_at DATETIME, 
	CONSTRAINT pk_survey_rights PRIMARY KEY (digest), 
	CONSTRAINT uq_survey_rights_subject UNIQUE (subject)
);
INSERT INTO "survey_rights" VALUES('dbda7996c6883525e43ec778bbbe8c743c5970a283421823866a319eb729d9e4',1,'AVP6G0ACTA','S1','KTR','C3','2026-11-23','2026-11-30 02:40:02.937714',NULL);
INSERT INTO "survey_rights" VALUES('3591c54a8c6e5c9f87dce754711a64d0916e87931372f4aa4219af33b4f393a1',1,'NQGW18WBF8','S3','KTR','C1','2026-11-23','2026-11-30 02:40:03.124721',NULL);
INSERT INTO "survey_rights" VALUES('79c44d0a7e2fa7acf139fd3692c9e5d69c27e55e0c9b0eb108b222cc1fd6db6e',1,'PESNSPF0CG','S3','KTR','C2','2026-11-23','2026-11-30 02:40:03.327053',NULL);
INSERT INTO "survey_rights" VALUES('45d1ef6bc2fe3ad243d8d55b3eb1e9daa29436b7255e31e665f71eb51531f95c',1,'S7G4EXPG8P','S3','KTR','C3','2026-11-23','2026-11-30 02:40:04.381882',NULL);
INSERT INTO "survey_rights" VALUES('af02c7e9d61206cf38e057503565b5469c3aad820c7ba7b940bf91d092ab8f34',1,'R36TWMRCEV','S3','KTR','C1','2026-11-23','2026-11-30 02:40:04.461453',NULL);
INSERT INTO "survey_rights" VALUES('d107718a9ddb719a6e4496c84ac46a59a7c4590e32170dc5af8ca441ac5c93d0',1,'DN2CETT0X1','S4','KTR','C2','2026-11-23','2026-11-30 02:40:04.514163',NULL);
CREATE TABLE survey_spent (
	digest VARCHAR NOT NULL, 
	site_id INTEGER NOT NULL, 
	CONSTRAINT pk_survey_spent PRIMARY KEY (digest)
)
 WITHOUT ROWID

;
INSERT INTO "survey_spent" VALUES('3591c54a8c6e5c9f87dce754711a64d0916e87931372f4aa4219af33b4f393a1',1);
INSERT INTO "survey_spent" VALUES('45d1ef6bc2fe3ad243d8d55b3eb1e9daa29436b7255e31e665f71eb51531f95c',1);
INSERT INTO "survey_spent" VALUES('79c44d0a7e2fa7acf139fd3692c9e5d69c27e55e0c9b0eb108b222cc1fd6db6e',1);
INSERT INTO "survey_spent" VALUES('af02c7e9d61206cf38e057503565b5469c3aad820c7ba7b940bf91d092ab8f34',1);
INSERT INTO "survey_spent" VALUES('d107718a9ddb719a6e4496c84ac46a59a7c4590e32170dc5af8ca441ac5c93d0',1);
INSERT INTO "survey_spent" VALUES('dbda7996c6883525e43ec778bbbe8c743c5970a283421823866a319eb729d9e4',1);
CREATE TABLE survey_suggestions (
	id VARCHAR NOT NULL, 
	site_id INTEGER NOT NULL, 
	service_code VARCHAR NOT NULL, 
	agency_code VARCHAR NOT NULL, 
	week DATE NOT NULL, 
	body VARCHAR NOT NULL, 
	CONSTRAINT pk_survey_suggestions PRIMARY KEY (id)
)
 WITHOUT ROWID

;
CREATE TABLE ticket_events (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	site_id INTEGER NOT NULL, 
	day DATE NOT NULL, 
	at DATETIME NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	ticket_key INTEGER, 
	ref VARCHAR(10), 
	number VARCHAR(8), 
	service_id INTEGER, 
	counter_id INTEGER, 
	"by" VARCHAR(40) NOT NULL, 
	from_status VARCHAR(10), 
	to_status VARCHAR(10), 
	data JSON NOT NULL, 
	CONSTRAINT ck_ticket_events_kind CHECK (kind IN ('issued', 'checked-in', 'cancelled', 'changed', 'rejoined', 'called', 'recalled', 'started', 'held', 'unheld', 'finished', 'missed', 'requeued', 'transferred', 'walked-in', 'claimed-served', 'confirmed-served', 'undone', 'expired', 'left-unfinished', 'counter-opened', 'counter-paused', 'counter-resumed', 'counter-closed', 'notice-posted', 'quota-set')), 
	CONSTRAINT fk_ticket_events_counter_id FOREIGN KEY(counter_id) REFERENCES counters (id), 
	CONSTRAINT fk_ticket_events_service_id FOREIGN KEY(service_id) REFERENCES services (id), 
	CONSTRAINT fk_ticket_events_site_id FOREIGN KEY(site_id) REFERENCES sites (id), 
	CONSTRAINT fk_ticket_events_ticket_key FOREIGN KEY(ticket_key) REFERENCES tickets ("key")
);
INSERT INTO "ticket_events" VALUES(1,1,'2026-11-23','2026-11-23 02:40:00.579988','counter-opened',NULL,NULL,NULL,NULL,1,'token:1',NULL,NULL,'{}');
INSERT INTO "ticket_events" VALUES(2,1,'2026-11-23','2026-11-23 02:40:00.798735','counter-opened',NULL,NULL,NULL,NULL,2,'token:2',NULL,NULL,'{}');
INSERT INTO "ticket_events" VALUES(3,1,'2026-11-23','2026-11-23 02:40:00.885397','counter-opened',NULL,NULL,NULL,NULL,3,'token:3',NULL,NULL,'{}');
INSERT INTO "ticket_events" VALUES(4,1,'2026-11-23','2026-11-23 02:40:01.918587','issued',1,'F50J3NNB2Q','A001',1,NULL,'citizen',NULL,'WAITING','{"channel": "remote"}');
INSERT INTO "ticket_events" VALUES(5,1,'2026-11-23','2026-11-23 02:40:02.256908','issued',2,'AVP6G0ACTA','A002',1,NULL,'token:33',NULL,'WAITING','{"channel": "kiosk"}');
INSERT INTO "ticket_events" VALUES(6,1,'2026-11-23','2026-11-23 02:40:02.372307','called',2,'AVP6G0ACTA','A002',1,3,'token:3','WAITING','CALLED','{}');
INSERT INTO "ticket_events" VALUES(7,1,'2026-11-23','2026-11-23 02:40:02.534067','issued',3,'PESNSPF0CG','M001',3,NULL,'token:33',NULL,'WAITING','{"channel": "kiosk"}');
INSERT INTO "ticket_events" VALUES(8,1,'2026-11-23','2026-11-23 02:40:02.623035','issued',4,'NQGW18WBF8','M002',3,NULL,'token:33',NULL,'WAITING','{"channel": "kiosk"}');
INSERT INTO "ticket_events" VALUES(9,1,'2026-11-23','2026-11-23 02:40:02.696533','started',2,'AVP6G0ACTA','A002',1,3,'token:3','CALLED','SERVING','{}');
INSERT INTO "ticket_events" VALUES(10,1,'2026-11-23','2026-11-23 02:40:02.743234','called',3,'PESNSPF0CG','M001',3,2,'token:2','WAITING','CALLED','{}');
INSERT INTO "ticket_events" VALUES(11,1,'2026-11-23','2026-11-23 02:40:02.808838','called',4,'NQGW18WBF8','M002',3,1,'token:1','WAITING','CALLED','{}');
INSERT INTO "ticket_events" VALUES(12,1,'2026-11-23','2026-11-23 02:40:02.853976','issued',5,'MA5ZAM71A0','M003',3,NULL,'citizen',NULL,'WAITING','{"channel": "remote"}');
INSERT INTO "ticket_events" VALUES(13,1,'2026-11-23','2026-11-23 02:40:02.937714','finished',2,'AVP6G0ACTA','A002',1,3,'token:3','SERVING','SERVED','{"outcome": "done"}');
INSERT INTO "ticket_events" VALUES(14,1,'2026-11-23','2026-11-23 02:40:03.026611','started',3,'PESNSPF0CG','M001',3,2,'token:2','CALLED','SERVING','{}');
INSERT INTO "ticket_events" VALUES(15,1,'2026-11-23','2026-11-23 02:40:03.077838','started',4,'NQGW18WBF8','M002',3,1,'token:1','CALLED','SERVING','{}');
INSERT INTO "ticket_events" VALUES(16,1,'2026-11-23','2026-11-23 02:40:03.124721','finished',4,'NQGW18WBF8','M002',3,1,'token:1','SERVING','SERVED','{"outcome": "done"}');
INSERT INTO "ticket_events" VALUES(17,1,'2026-11-23','2026-11-23 02:40:03.162310','issued',6,'J21J1J5VY5','L001',4,NULL,'citizen',NULL,'WAITING','{"channel": "remote"}');
INSERT INTO "ticket_events" VALUES(18,1,'2026-11-23','2026-11-23 02:40:03.245496','issued',7,'S6N3JMK40Q','A003',1,NULL,'citizen',NULL,'WAITING','{"channel": "remote"}');
INSERT INTO "ticket_events" VALUES(19,1,'2026-11-23','2026-11-23 02:40:03.327053','finished',3,'PESNSPF0CG','M001',3,2,'token:2','SERVING','SERVED','{"outcome": "done"}');
INSERT INTO "ticket_events" VALUES(20,1,'2026-11-23','2026-11-23 02:40:03.570080','issued',8,'S7G4EXPG8P','M004',3,NULL,'token:33',NULL,'WAITING','{"channel": "kiosk"}');
INSERT INTO "ticket_events" VALUES(21,1,'2026-11-23','2026-11-23 02:40:03.630759','issued',9,'R36TWMRCEV','M005',3,NULL,'token:33',NULL,'WAITING','{"channel": "kiosk"}');
INSERT INTO "ticket_events" VALUES(22,1,'2026-11-23','2026-11-23 02:40:03.758379','called',8,'S7G4EXPG8P','M004',3,3,'token:3','WAITING','CALLED','{}');
INSERT INTO "ticket_events" VALUES(23,1,'2026-11-23','2026-11-23 02:40:03.827515','issued',10,'DN2CETT0X1','L002',4,NULL,'token:33',NULL,'WAITING','{"channel": "kiosk"}');
INSERT INTO "ticket_events" VALUES(24,1,'2026-11-23','2026-11-23 02:40:03.900790','issued',11,'CD3GXHS4FM','R001',2,NULL,'token:33',NULL,'WAITING','{"channel": "kiosk"}');
INSERT INTO "ticket_events" VALUES(25,1,'2026-11-23','2026-11-23 02:40:04.029460','called',9,'R36TWMRCEV','M005',3,1,'token:1','WAITING','CALLED','{}');
INSERT INTO "ticket_events" VALUES(26,1,'2026-11-23','2026-11-23 02:40:04.112816','called',10,'DN2CETT0X1','L002',4,2,'token:2','WAITING','CALLED','{}');
INSERT INTO "ticket_events" VALUES(27,1,'2026-11-23','2026-11-23 02:40:04.157168','started',8,'S7G4EXPG8P','M004',3,3,'token:3','CALLED','SERVING','{}');
INSERT INTO "ticket_events" VALUES(28,1,'2026-11-23','2026-11-23 02:40:04.191676','issued',12,'RMM3VH3WY9','L003',4,NULL,'token:33',NULL,'WAITING','{"channel": "kiosk"}');
INSERT INTO "ticket_events" VALUES(29,1,'2026-11-23','2026-11-23 02:40:04.242154','issued',13,'FG81YJVMQ1','R002',2,NULL,'citizen',NULL,'WAITING','{"channel": "remote"}');
INSERT INTO "ticket_events" VALUES(30,1,'2026-11-23','2026-11-23 02:40:04.301518','started',9,'R36TWMRCEV','M005',3,1,'token:1','CALLED','SERVING','{}');
INSERT INTO "ticket_events" VALUES(31,1,'2026-11-23','2026-11-23 02:40:04.341533','started',10,'DN2CETT0X1','L002',4,2,'token:2','CALLED','SERVING','{}');
INSERT INTO "ticket_events" VALUES(32,1,'2026-11-23','2026-11-23 02:40:04.381882','finished',8,'S7G4EXPG8P','M004',3,3,'token:3','SERVING','SERVED','{"outcome": "done"}');
INSERT INTO "ticket_events" VALUES(33,1,'2026-11-23','2026-11-23 02:40:04.461453','finished',9,'R36TWMRCEV','M005',3,1,'token:1','SERVING','SERVED','{"outcome": "done"}');
INSERT INTO "ticket_events" VALUES(34,1,'2026-11-23','2026-11-23 02:40:04.514163','finished',10,'DN2CETT0X1','L002',4,2,'token:2','SERVING','SERVED','{"outcome": "done"}');
INSERT INTO "ticket_events" VALUES(35,1,'2026-11-23','2026-11-23 02:40:04.804345','called',11,'CD3GXHS4FM','R001',2,1,'token:1','WAITING','CALLED','{}');
INSERT INTO "ticket_events" VALUES(36,1,'2026-11-23','2026-11-23 02:40:04.842370','recalled',11,'CD3GXHS4FM','R001',2,1,'token:1','CALLED','CALLED','{"recall": 1}');
INSERT INTO "ticket_events" VALUES(37,1,'2026-11-23','2026-11-23 02:40:04.894664','missed',11,'CD3GXHS4FM','R001',2,1,'token:1','CALLED','NO_SHOW','{}');
INSERT INTO "ticket_events" VALUES(38,1,'2026-11-23','2026-11-23 02:40:04.939243','undone',11,'CD3GXHS4FM','R001',2,1,'token:1','NO_SHOW','CALLED','{"verb": "miss", "undoes": 37}');
INSERT INTO "ticket_events" VALUES(39,1,'2026-11-23','2026-11-23 02:40:05.030550','held',11,'CD3GXHS4FM','R001',2,1,'token:1','CALLED','HELD','{}');
INSERT INTO "ticket_events" VALUES(40,1,'2026-11-23','2026-11-23 02:40:05.066053','counter-closed',NULL,NULL,NULL,NULL,1,'token:1',NULL,NULL,'{}');
INSERT INTO "ticket_events" VALUES(41,1,'2026-11-23','2026-11-23 02:40:05.130377','issued',14,'6GZG6H8Z0Q','A004',1,NULL,'token:33',NULL,'WAITING','{"channel": "kiosk"}');
INSERT INTO "ticket_events" VALUES(42,1,'2026-11-23','2026-11-23 02:40:05.252091','issued',15,'TXJVGRTB03','R003',2,NULL,'citizen',NULL,'WAITING','{"channel": "remote"}');
INSERT INTO "ticket_events" VALUES(43,1,'2026-11-23','2026-11-23 02:40:05.338440','cancelled',15,'TXJVGRTB03','R003',2,NULL,'citizen','WAITING','CANCELLED','{}');
CREATE TABLE tickets (
	"key" INTEGER NOT NULL, 
	site_id INTEGER NOT NULL, 
	id VARCHAR(22) NOT NULL, 
	ref VARCHAR(10) NOT NULL, 
	day DATE NOT NULL, 
	prefix VARCHAR(2) NOT NULL, 
	ordinal INTEGER NOT NULL, 
	issued_service_id INTEGER NOT NULL, 
	service_id INTEGER NOT NULL, 
	status VARCHAR(10) NOT NULL, 
	version INTEGER NOT NULL, 
	channel VARCHAR(8) NOT NULL, 
	priority VARCHAR(12), 
	lane INTEGER NOT NULL, 
	place BIGINT NOT NULL, 
	issued_at DATETIME NOT NULL, 
	arrived_at DATETIME, 
	called_at DATETIME, 
	started_at DATETIME, 
	missed_at DATETIME, 
	ended_at DATETIME, 
	claimed_at DATETIME, 
	counter_id INTEGER, 
	recalls INTEGER NOT NULL, 
	outcome VARCHAR(16), 
	missing JSON, 
	note VARCHAR(200), 
	language VARCHAR(8) NOT NULL, 
	for_other BOOLEAN NOT NULL, 
	device_digest VARCHAR(64), 
	phone_digest VARCHAR(64), 
	recovery_digest VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_tickets PRIMARY KEY ("key"), 
	CONSTRAINT ck_tickets_outcome_of_served CHECK ((status = 'SERVED') = (outcome IS NOT NULL)), 
	CONSTRAINT ck_tickets_channel CHECK (channel IN ('remote', 'kiosk', 'counter')), 
	CONSTRAINT ck_tickets_outcome CHECK (outcome IS NULL OR outcome IN ('done', 'berkas-kurang')), 
	CONSTRAINT ck_tickets_priority CHECK (priority IS NULL OR priority IN ('lansia', 'disabilitas', 'hamil', 'balita', 'bencana')), 
	CONSTRAINT ck_tickets_status CHECK (status IN ('WAITING', 'CALLED', 'SERVING', 'HELD', 'SERVED', 'NO_SHOW', 'CANCELLED', 'EXPIRED', 'UNFINISHED')), 
	CONSTRAINT ck_tickets_counter CHECK (status NOT IN ('CALLED', 'SERVING', 'HELD') OR counter_id IS NOT NULL), 
	CONSTRAINT ck_tickets_lane CHECK ((priority IS NULL AND lane = 1) OR (priority IS NOT NULL AND lane = 0)), 
	CONSTRAINT ck_tickets_ordinal CHECK (ordinal >= 1), 
	CONSTRAINT fk_tickets_counter_id FOREIGN KEY(counter_id) REFERENCES counters (id), 
	CONSTRAINT fk_tickets_issued_service_id FOREIGN KEY(issued_service_id) REFERENCES services (id), 
	CONSTRAINT fk_tickets_service_id FOREIGN KEY(service_id) REFERENCES services (id), 
	CONSTRAINT fk_tickets_site_id FOREIGN KEY(site_id) REFERENCES sites (id), 
	CONSTRAINT uq_tickets_id UNIQUE (id), 
	CONSTRAINT uq_tickets_recovery_digest UNIQUE (recovery_digest), 
	CONSTRAINT uq_tickets_ref UNIQUE (ref), 
	CONSTRAINT uq_tickets_site_id_day_prefix_ordinal UNIQUE (site_id, day, prefix, ordinal)
);
INSERT INTO "tickets" VALUES(1,1,'1ou-l0_ZAQRdIJ42J6SjtQ','F50J3NNB2Q','2026-11-23','A',1,1,1,'WAITING',0,'remote',NULL,1,4294967296,'2026-11-23 02:40:01.918587',NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,'id',0,'daa9ad898272bfc7b3835e98c3a259d881651c17af77a3ff81e4b106df11e339',NULL,'644dad98eb023f223f8b65645c79bc0e9d85fb14fe831b49b551bbbdaa20ba50');
INSERT INTO "tickets" VALUES(2,1,'8Vs2w6eYnMYXF2J4ZSA-RQ','AVP6G0ACTA','2026-11-23','A',2,1,1,'SERVED',3,'kiosk',NULL,1,8589934592,'2026-11-23 02:40:02.256908','2026-11-23 02:40:02.256908','2026-11-23 02:40:02.354083','2026-11-23 02:40:02.672164',NULL,'2026-11-23 02:40:02.935414',NULL,3,0,'done',NULL,NULL,'id',0,NULL,NULL,'bdd60212ba5275f8219e2c2ae07dca63c38547530eb538764ea6c5f6611a4c7e');
INSERT INTO "tickets" VALUES(3,1,'MW3-aOvhZGX_m-notD2tNA','PESNSPF0CG','2026-11-23','M',1,3,3,'SERVED',3,'kiosk',NULL,1,12884901888,'2026-11-23 02:40:02.534067','2026-11-23 02:40:02.534067','2026-11-23 02:40:02.742534','2026-11-23 02:40:03.024162',NULL,'2026-11-23 02:40:03.326372',NULL,2,0,'done',NULL,NULL,'id',0,NULL,NULL,'d105978bf6a61956528f64556be6f226823967177b8b714c0b06cf314fdf5104');
INSERT INTO "tickets" VALUES(4,1,'bgs6IqBfJiHBoLRSb4ShlQ','NQGW18WBF8','2026-11-23','M',2,3,3,'SERVED',3,'kiosk',NULL,1,17179869184,'2026-11-23 02:40:02.623035','2026-11-23 02:40:02.623035','2026-11-23 02:40:02.799349','2026-11-23 02:40:03.059500',NULL,'2026-11-23 02:40:03.115152',NULL,1,0,'done',NULL,NULL,'id',0,NULL,NULL,'50c7e9b3e4d005984d7848149e7b272a0b9de2abba71bef4f90141210f0f1290');
INSERT INTO "tickets" VALUES(5,1,'Dv02RG9YGkDZ6jnHZ6afsw','MA5ZAM71A0','2026-11-23','M',3,3,3,'WAITING',0,'remote',NULL,1,21474836480,'2026-11-23 02:40:02.853976',NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,'id',0,'022cadf1d0921a8217eba178287a789d738ffff8d74ed0a5cbf8739595574d89',NULL,'2286dd2ea13c2dff777851de2105bc4b60e43dd9274dc85f6e7389e56aac21d2');
INSERT INTO "tickets" VALUES(6,1,'rox5Lw7s-xtVQCMAWgXLeQ','J21J1J5VY5','2026-11-23','L',1,4,4,'WAITING',0,'remote',NULL,1,25769803776,'2026-11-23 02:40:03.162310',NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,'id',0,'e3417d9090ace0e0a5cf368c8e8607b1dcb71ac418bd9c3b0dce9e51f5adf513',NULL,'0a614b496c10460d6a07bd6a1af399e2dc54a10d229242b2f0beeaa26e72480b');
INSERT INTO "tickets" VALUES(7,1,'W6j-_MPNMCB_2a50PcmzbQ','S6N3JMK40Q','2026-11-23','A',3,1,1,'WAITING',0,'remote',NULL,1,30064771072,'2026-11-23 02:40:03.245496',NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,'id',0,'a5cf51e42489148cc04bd9c48a487b92efbf46b128e7bfc7a3382f86e0588414',NULL,'85edc11d76ea54e6916ce196c4e93f83bafb9280defd80fd182d6baa5956f6f6');
INSERT INTO "tickets" VALUES(8,1,'9ih7ORi4IZMr6948CGRdaQ','S7G4EXPG8P','2026-11-23','M',4,3,3,'SERVED',3,'kiosk',NULL,1,34359738368,'2026-11-23 02:40:03.570080','2026-11-23 02:40:03.570080','2026-11-23 02:40:03.757728','2026-11-23 02:40:04.142572',NULL,'2026-11-23 02:40:04.381216',NULL,3,0,'done',NULL,NULL,'id',0,NULL,NULL,'9563f81829ecd9d31f0b8d2c7f5b4ab0d6a1718bea1834d29c1a0a41a021def2');
INSERT INTO "tickets" VALUES(9,1,'SVan_eaETyGj6vJXMZMs5w','R36TWMRCEV','2026-11-23','M',5,3,3,'SERVED',3,'kiosk',NULL,1,38654705664,'2026-11-23 02:40:03.630759','2026-11-23 02:40:03.630759','2026-11-23 02:40:04.007319','2026-11-23 02:40:04.295451',NULL,'2026-11-23 02:40:04.460517',NULL,1,0,'done',NULL,NULL,'id',0,NULL,NULL,'7fbeb7c62c97ee5ec39e5c9a92b60f105eb0a61f3ab8f1dc9a0260ed8ea22ee3');
INSERT INTO "tickets" VALUES(10,1,'UW1yK9hlw_ZeHdet8p0Ysw','DN2CETT0X1','2026-11-23','L',2,4,4,'SERVED',3,'kiosk',NULL,1,42949672960,'2026-11-23 02:40:03.827515','2026-11-23 02:40:03.827515','2026-11-23 02:40:04.097810','2026-11-23 02:40:04.323498',NULL,'2026-11-23 02:40:04.513480',NULL,2,0,'done',NULL,NULL,'id',0,NULL,NULL,'fb8732de901b37182c5aadc04e3653d32ae3762ba765bc1fb1c9558b3f23549a');
INSERT INTO "tickets" VALUES(11,1,'0UDeRvVi_RoplXVvQWwMIw','CD3GXHS4FM','2026-11-23','R',1,2,2,'HELD',5,'kiosk',NULL,1,47244640256,'2026-11-23 02:40:03.900790','2026-11-23 02:40:03.900790','2026-11-23 02:40:04.803258',NULL,NULL,NULL,NULL,1,1,NULL,NULL,NULL,'id',0,NULL,NULL,'218c5df19cf9f2b2fd60e255f43156417cb1ddfb682c7bfc496843b6a4dfc211');
INSERT INTO "tickets" VALUES(12,1,'3eU2qhOQKv28cvSGwZzwEQ','RMM3VH3WY9','2026-11-23','L',3,4,4,'WAITING',0,'kiosk',NULL,1,51539607552,'2026-11-23 02:40:04.191676','2026-11-23 02:40:04.191676',NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,'id',0,NULL,NULL,'08435db4a7077e263cfc27806440e56393549e704b3e3a3cbe5e1e4943a708d2');
INSERT INTO "tickets" VALUES(13,1,'-WOgdiUeCnGlyeKuaUEvPA','FG81YJVMQ1','2026-11-23','R',2,2,2,'WAITING',0,'remote',NULL,1,55834574848,'2026-11-23 02:40:04.242154',NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,'id',0,'4f00225bee168b11e07a6e5bae66878c32b9d1f4290ed37ec0ba50d220b6dcda',NULL,'5bec35a10c617f1d040831dd8708616af258d14c8445009d573fd3ba6d2a7330');
INSERT INTO "tickets" VALUES(14,1,'1QvMf8KUnoybpcce9sh3Bw','6GZG6H8Z0Q','2026-11-23','A',4,1,1,'WAITING',0,'kiosk',NULL,1,60129542144,'2026-11-23 02:40:05.130377','2026-11-23 02:40:05.130377',NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,'id',0,NULL,NULL,'f6072b1098e52d328ad44bfd13ff78d217c953ae9c681dc033846258b8fcf120');
INSERT INTO "tickets" VALUES(15,1,'QkcZhJLdC4_jjM8PezAuwg','TXJVGRTB03','2026-11-23','R',3,2,2,'CANCELLED',1,'remote',NULL,1,64424509440,'2026-11-23 02:40:05.252091',NULL,NULL,NULL,NULL,'2026-11-23 02:40:05.338440',NULL,NULL,0,NULL,NULL,NULL,'id',0,'8d864aa1293a57da8997f0ecdbad9ad09478e335dcd572314be5b52dbf2fcbf3','f1a81a441d752f8db9a7f3363582474effe9b5ccc191e81bd3bdb9a57f563315','91587b26cc8626ce2d90ef7ce27e74be35f37364bf53c9d24f1e668b33c3306c');
CREATE INDEX ix_survey_responses_site_id_day ON survey_responses (site_id, day);
CREATE INDEX ix_idempotent_answers_at ON idempotent_answers (at);
CREATE INDEX ix_notices_site_id ON notices (site_id);
CREATE INDEX ix_counter_states_site_id ON counter_states (site_id);
CREATE INDEX ix_tickets_counter ON tickets (counter_id, day);
CREATE INDEX ix_tickets_place ON tickets (site_id, day, place);
CREATE INDEX ix_tickets_waiting ON tickets (site_id, day, service_id, lane, place, "key") WHERE status = 'WAITING';
CREATE UNIQUE INDEX uq_tickets_active_device ON tickets (site_id, day, issued_service_id, device_digest) WHERE status IN ('WAITING', 'CALLED', 'SERVING', 'HELD') AND device_digest IS NOT NULL;
CREATE UNIQUE INDEX uq_tickets_active_phone ON tickets (site_id, day, issued_service_id, phone_digest) WHERE status IN ('WAITING', 'CALLED', 'SERVING', 'HELD') AND phone_digest IS NOT NULL;
CREATE UNIQUE INDEX uq_tickets_open_at_counter ON tickets (counter_id) WHERE status IN ('CALLED', 'SERVING');
CREATE INDEX ix_contacts_at ON contacts (at);
CREATE INDEX ix_contacts_site_id ON contacts (site_id);
CREATE INDEX ix_messages_due ON messages (due_at) WHERE state IN ('pending', 'sending');
CREATE INDEX ix_messages_ticket_key ON messages (ticket_key);
CREATE UNIQUE INDEX uq_one_time_links_first_admin ON one_time_links (purpose) WHERE purpose = 'first-admin' AND used_at IS NULL;
CREATE INDEX ix_sign_ins_staff_id ON sign_ins (staff_id);
CREATE INDEX ix_ticket_events_counter ON ticket_events (counter_id, seq);
CREATE INDEX ix_ticket_events_day ON ticket_events (site_id, day, seq);
CREATE INDEX ix_ticket_events_ticket ON ticket_events (ticket_key, seq);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('ticket_events',43);
COMMIT;